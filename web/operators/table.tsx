/** Records side by side, with the looks of the tables in the workspace: in a narrow pane each becomes a card. */
import type { ComponentChildren, JSX } from 'preact';
import t from '#parts/table.module.css';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand right, in figures of one width. */
  readonly numeric?: true;
}

interface TableProps<Row> {
  readonly caption: string;
  /** The first is the heading of its row. */
  readonly columns: readonly [Column<Row>, ...Column<Row>[]];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly actions?: (row: Row) => ComponentChildren;
}

export function Table<Row>({ caption, columns, rows, keyOf, actions }: TableProps<Row>): JSX.Element {
  const [heads, ...rest] = columns;
  return (
    <table class={t.table}>
      <caption class="vh">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ head, numeric }) => (
            <th key={head} scope="col" class={numeric && t.numeric}>
              {head}
            </th>
          ))}
          {actions && (
            <th scope="col">
              <span class="vh">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <th scope="row" class={t.heads}>
              {heads.cell(row)}
            </th>
            {rest.map(({ head, cell, numeric }) => (
              <td key={head} data-word={head} class={numeric && t.numeric}>
                {cell(row)}
              </td>
            ))}
            {actions && (
              <td class={t.actions}>
                <div>{actions(row)}</div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
