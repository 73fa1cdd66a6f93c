/// What is to be stored does not fit on the disk.
struct NoRoomOnDisk: Error {}
