import type { Route } from './route.ts';
import { channelFragment } from './routes/channel-fragment.ts';
import { clickAct } from './routes/click-act.ts';
import { closeViewAct } from './routes/close-view-act.ts';
import { commandAct } from './routes/command-act.ts';
import { groupsFragment } from './routes/groups-fragment.ts';
import { hostsFragment } from './routes/hosts-fragment.ts';
import { listsFragment } from './routes/lists-fragment.ts';
import { live } from './routes/live.ts';
import { modalFragment } from './routes/modal-fragment.ts';
import { pageRoute } from './routes/page-route.ts';
import { productFragment } from './routes/product-fragment.ts';
import { startProductAct } from './routes/start-product-act.ts';
import { STATIC_FILES } from './routes/static-files.ts';
import { storyAct } from './routes/story-act.ts';
import { submitViewAct } from './routes/submit-view-act.ts';
import { viewClickAct } from './routes/view-click-act.ts';

/** Every address of the page. */
export const ROUTES: readonly Route[] = [
  pageRoute,
  ...STATIC_FILES,
  live,
  channelFragment,
  modalFragment,
  groupsFragment,
  listsFragment,
  hostsFragment,
  productFragment,
  clickAct,
  viewClickAct,
  submitViewAct,
  closeViewAct,
  commandAct,
  storyAct,
  startProductAct,
];
