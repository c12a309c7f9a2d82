/** What loading a study needs of a file system. `spikefield/node` has one for disks; a browser may give its own. */

export interface StudyFiles {
  /** Text of a file. Throws a UserError naming the file if it does not exist or cannot be read. */
  readText(path: string): Promise<string>;
  /** The bytes of a file, for files that are no text; needed for those alone. Throws as readText. */
  readBytes?(path: string): Promise<Uint8Array>;
  /** Whether a file exists. */
  exists(path: string): Promise<boolean>;
}

/** `path` relative to the folder of `file`; absolute paths and URLs stay. Separator `/`; `.` and `..` are resolved where possible. */
export function besideFile(file: string, path: string): string {
  if (isAbsolute(path)) return path;
  const folder = file.replaceAll('\\', '/').split('/').slice(0, -1);
  const out = folder.filter((part) => part !== '.');
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    const last = out.at(-1);
    if (part === '..' && last !== undefined && last !== '..' && last !== '') out.pop();
    else out.push(part);
  }
  return out.join('/') || '.';
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(path);
}
