/** A thread that makes a new cluster in `workerData` and ends, taking the memory of initdb with it. */
import { workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { startParams } from './backend.ts';
import { fsyncTree } from './folders.ts';

const folder = workerData as string;
const engine = await PGlite.create({ fs: new NodeFS(folder), startParams });
// The templates serve nobody here, and as nobody can connect to freeze them, they alone would let transaction numbers
// run out. Without them a cluster is also 40 % smaller.
await engine.exec('update pg_database set datistemplate = false, datallowconn = true');
await engine.exec('drop database template0');
await engine.exec('drop database template1');
await engine.close();
fsyncTree(folder);
