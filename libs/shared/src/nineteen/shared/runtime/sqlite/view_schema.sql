CREATE TABLE IF NOT EXISTS positions(
  grp TEXT, source TEXT, epoch TEXT NOT NULL, next TEXT NOT NULL,
  PRIMARY KEY(grp, source)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heads(
  grp TEXT, stream TEXT, version INTEGER NOT NULL, event_id TEXT NOT NULL,
  PRIMARY KEY(grp, stream)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts(
  view TEXT, tenant TEXT, doc TEXT, stream TEXT, part TEXT NOT NULL,
  PRIMARY KEY(view, tenant, doc, stream)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents(
  view TEXT, tenant TEXT, id TEXT, body TEXT NOT NULL,
  PRIMARY KEY(view, tenant, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cells(
  view TEXT, scope TEXT, cell TEXT, n INTEGER NOT NULL,
  PRIMARY KEY(view, scope, cell)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS generations(
  view TEXT PRIMARY KEY, active INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memories(
  policy TEXT, key TEXT, body TEXT NOT NULL,
  PRIMARY KEY(policy, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS todos(
  id TEXT PRIMARY KEY, policy TEXT NOT NULL, lane TEXT NOT NULL, tenant TEXT NOT NULL,
  kind TEXT NOT NULL, target TEXT, command TEXT NOT NULL, payload TEXT, due_at INTEGER NOT NULL,
  correlation TEXT NOT NULL, causation TEXT NOT NULL, on_behalf_of TEXT, skip_after_s INTEGER,
  code TEXT) STRICT;
CREATE INDEX IF NOT EXISTS todos_due ON todos(due_at) WHERE code IS NULL;
CREATE TABLE IF NOT EXISTS parked(
  grp TEXT, fold TEXT, stream TEXT, version INTEGER, reason TEXT NOT NULL, error TEXT NOT NULL,
  at TEXT NOT NULL, commit_id TEXT NOT NULL, idx INTEGER NOT NULL, from_version INTEGER NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY(grp, fold, stream, version)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox(
  id TEXT PRIMARY KEY, tenant TEXT NOT NULL, at TEXT NOT NULL, message TEXT NOT NULL,
  sent TEXT) STRICT;
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox(id) WHERE sent IS NULL;
