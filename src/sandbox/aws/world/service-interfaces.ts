import type { NetworkInterface } from './model.ts';

/** What a service writes on the interfaces that it keeps in a VPC: to be spread into a seed. */
type ServiceMarks = Pick<
  NetworkInterface,
  'description' | 'interfaceType' | 'isRequesterManaged' | 'tags'
> &
  Partial<Pick<NetworkInterface, 'requesterId'>>;

/** An interface of RDS, of whichever engine: the interface does not tell. Seen in public answers. */
export const RDS_INTERFACE: ServiceMarks = {
  description: 'RDSNetworkInterface',
  interfaceType: 'interface',
  requesterId: 'amazon-rds',
  isRequesterManaged: true,
  tags: [],
};

/** An interface of an FSx file system. The tag is that of AmazonFSxServiceRolePolicy; requester and
 * description are *not verified*. */
export function fsxInterface(fileSystemId: string): ServiceMarks {
  return {
    description: `AWS created network interface for FSx file system ${fileSystemId}`,
    interfaceType: 'interface',
    requesterId: 'amazon-fsx',
    isRequesterManaged: true,
    tags: [{ key: 'AmazonFSx.FileSystemId', value: fileSystemId }],
  };
}

/** The interface of a WorkSpace in its owner's VPC. The description is as many public tools look for
 * it; the requester is *not verified*. */
export function workSpacesInterface(accountId: string): ServiceMarks {
  return {
    description: `Created By Amazon Workspaces for AWS Account ID ${accountId}`,
    interfaceType: 'interface',
    requesterId: 'amazon-workspaces',
    isRequesterManaged: true,
    tags: [],
  };
}
