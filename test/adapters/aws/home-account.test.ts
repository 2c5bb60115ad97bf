import { expect, it } from 'vitest';
import { homeAccount } from '../../../src/adapters/aws/home-account.ts';
import { adapterOnEmulator } from './adapter-on-emulator.ts';

it('homeAccount() tells the account and the ARN of the credentials', async () => {
  const { place } = await adapterOnEmulator();
  expect(await homeAccount(place.region)).toEqual({
    accountId: place.accountId,
    ownArn: `arn:aws:sts::${place.accountId}:assumed-role/portcullis/portcullis`,
  });
});

it('homeAccount() says what is wrong with the credentials', async () => {
  const { aws, place } = await adapterOnEmulator();
  aws.faults.deny({ action: 'GetCallerIdentity' });
  await expect(homeAccount(place.region)).rejects.toMatchObject({ code: 'aws_denied' });
});
