/** Records side by side; in a narrow pane each becomes a card, with the heads of the columns beside the values. */
import type { JSX, ReactNode } from 'react';
import s from './table.module.css';

export interface Column<Row> {
  name: string;
  head: ReactNode;
  /** How the column is called in a card; the head where that is a string. */
  word?: string | undefined;
  cell(row: Row): ReactNode;
  /** Numbers stand right, in figures of one width. */
  numeric?: boolean | undefined;
  /** The heading of its row. */
  heads?: boolean | undefined;
}

export interface TableProps<Row> {
  /** For those who listen. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** What can be done with a row: quiet buttons or a menu, at its end. */
  actions?: ((row: Row) => ReactNode) | undefined;
}

export function Table<Row>({ caption, columns, rows, keyOf, actions }: TableProps<Row>): JSX.Element {
  return (
    <table className={s.table}>
      <caption className="vh">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, head, numeric }) => (
            <th key={name} scope="col" className={numeric ? s.numeric : undefined}>
              {head}
            </th>
          ))}
          {actions && (
            <th scope="col">
              <span className="vh">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) => (
              <Cell key={column.name} column={column} row={row} />
            ))}
            {actions && (
              <td className={s.actions}>
                <div>{actions(row)}</div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }): JSX.Element {
  const { head, word, cell, numeric, heads } = column;
  const called = word ?? (typeof head === 'string' ? head : undefined);
  if (heads)
    return (
      <th scope="row" className={s.heads}>
        {cell(row)}
      </th>
    );
  return (
    <td className={numeric ? s.numeric : undefined} data-word={called}>
      {cell(row)}
    </td>
  );
}
