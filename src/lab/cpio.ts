/** What is in an archive under one path: a folder, or a file with its bytes. */
export type ArchiveEntry =
  | { readonly path: string; readonly kind: 'folder' }
  | {
      readonly path: string;
      readonly kind: 'file';
      readonly executable: boolean;
      readonly content: Uint8Array;
    };

const FOLDER = 0o040755;
const FILE = 0o100644;
const PROGRAM = 0o100755;

/**
 * An archive of the format "newc" of cpio, of which the kernel makes its first file system: the number 070701, thirteen fields of eight
 * hexadecimal digits, the path, the bytes, all filled up to words of four (Documentation/driver-api/early-userspace/buffer-format).
 * Everything belongs to root.
 * @param entries a folder before what is in it, paths without a slash in front
 */
export function cpioArchive(entries: readonly ArchiveEntry[]): Buffer {
  return Buffer.concat([
    ...entries.flatMap((entry, index) =>
      entry.kind === 'folder'
        ? parts(entry.path, index + 1, FOLDER, new Uint8Array())
        : parts(entry.path, index + 1, entry.executable ? PROGRAM : FILE, entry.content),
    ),
    ...parts('TRAILER!!!', 0, 0, new Uint8Array()),
  ]);
}

function parts(path: string, inode: number, mode: number, content: Uint8Array): Uint8Array[] {
  const name = Buffer.from(`${path}\0`, 'utf8');
  const [user, group, modified, device, check] = [0, 0, 0, 0, 0];
  const fields = [
    inode,
    mode,
    user,
    group,
    1,
    modified,
    content.length,
    device,
    device,
    device,
    device,
    name.length,
    check,
  ];
  const head = Buffer.from(
    `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`,
    'latin1',
  );
  return [head, name, padding(head.length + name.length), content, padding(content.length)];
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
