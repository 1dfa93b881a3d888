/**
 * Loaded before all else (`--import`): has the packed libraries (`pack.ts`) loaded in place of their many modules. The
 * danger: a library that was replaced by a mended version and goes on running as it was packed. So where the versions
 * differ, or nothing was packed, everything is loaded as it lies there.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PackList, packFolder, packListFile, readJson, versionOf } from './pack-list.ts';

function packedUrls(): Map<string, string> {
  try {
    const { versions, files } = readJson(packListFile) as PackList;
    if (Object.entries(versions).some(([library, version]) => versionOf(library) !== version)) return new Map();
    return new Map(Object.entries(files).map(([name, file]) => [name, pathToFileURL(join(packFolder, file)).href]));
  } catch {
    return new Map();
  }
}

const urls = packedUrls();
if (urls.size > 0) {
  registerHooks({
    resolve(specifier, context, next) {
      const url = urls.get(specifier);
      return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
    },
  });
}
