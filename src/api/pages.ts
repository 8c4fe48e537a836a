import { lazyRecordsSchema, listEnvelope } from '../wire/checks.ts';
import type { Row } from '../wire/entities.ts';
import { type JsonDocument, recordText } from '../wire/json.ts';
import type { PageInfo } from '../wire/page-info.ts';
import { badReply } from './bad-reply.ts';
import type { Reply } from './transport.ts';

/** One page of a list. `next` is the cursor of the page after it, absent on the last. */
export interface Page<R extends Row = Row> {
  rows: R[];
  next?: string | undefined;
  /** How many rows the whole list has, if the server says so. */
  total?: number | undefined;
  /** The server's own description of the page. */
  info?: PageInfo | undefined;
  /** How many records are left out because an earlier page had them. */
  repeated?: number;
}

/** A page with the text of its rows. */
export interface RawPage extends Page {
  /** The text of a row as it came, if formatJson would write exactly that. */
  textOf?: (row: Row) => string | undefined;
  /** So large that no two of its kind should be in memory at once. */
  isLarge?: boolean;
}

/** Characters of a page's text: several times what a hundred records with custom fields take. */
const LARGE_PAGE = 4 * 1024 * 1024;

/** Checks the reply to a list request, and makes a page of it. Throws BAD_REPLY. */
export async function parsePage({ body, document }: Reply, entity: string): Promise<RawPage> {
  const fail = (content: string, cause?: unknown) => badReply('GET', content, { cause });
  const answer = await listEnvelope.check(body);
  if (!answer.success) throw await fail('an answer that is not a list', answer.error);
  const records = await lazyRecordsSchema(entity).check(answer.data.data);
  if (!records.success) {
    throw await fail(`a strange record (number ${Number(records.error.issues[0]?.path[0]) + 1})`, records.error);
  }
  const rows = records.data;
  const info = answer.data.page_info;
  const page: RawPage = {
    rows,
    total: typeof answer.data.total === 'number' ? answer.data.total : undefined,
    info: info ?? undefined,
    ...(document ? { textOf: rowTexts(document, rows), isLarge: document.text.length > LARGE_PAGE } : {}),
  };
  if (info?.has_next_page) {
    if (!info.end_cursor) throw await fail('a page that promises more but does not say where');
    page.next = info.end_cursor;
  }
  return page;
}

/**
 * The pages of a list, one after the other, each record once. `pathAfter` gives the path of the page after a cursor.
 * Throws BAD_REPLY for a list that would never end.
 */
export async function* walkPages(
  loadPage: (path: string) => Promise<RawPage>,
  pathAfter: (cursor?: string) => string,
): AsyncGenerator<RawPage> {
  const ids = new Set<unknown>();
  const cursors = new Set<string>();
  let after: string | undefined;
  do {
    const page = await loadPage(pathAfter(after));
    if (page.rows.length === 0 && page.next) {
      throw await badReply('GET', 'an empty page that promises more');
    }
    // A record that moved while the list was read shows up twice.
    const rows = page.rows.filter(({ id }) => {
      if (id === undefined) return true;
      const before = ids.size;
      return ids.add(id).size > before;
    });
    yield { ...page, rows, repeated: page.rows.length - rows.length };
    if (page.next && cursors.has(page.next)) {
      throw await badReply('GET', 'the same page twice, so that the list would never end');
    }
    after = page.next;
    if (after) cursors.add(after);
  } while (after);
}

/** A function that returns the text of each row of a page. The texts are cut out when it is first called. */
function rowTexts(document: JsonDocument, rows: readonly Row[]): (row: Row) => string | undefined {
  let texts: Map<Row, string | undefined> | undefined;
  return row => {
    const { records } = document;
    if (records?.length !== rows.length) return undefined;
    texts ??= new Map(rows.map((item, index) => [item, recordText(document, records[index]!, item)]));
    return texts.get(row);
  };
}
