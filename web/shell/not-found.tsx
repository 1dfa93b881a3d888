import type { JSX } from 'react';
import { Link } from 'wouter';
import { buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';

export const NotFound = (): JSX.Element => (
  <Empty
    level={1}
    title="There is nothing at this address"
    actions={
      <Link className={buttonClass('primary')} href="/">
        To the conversations
      </Link>
    }
  >
    It may have been mistyped, or what stood here is gone.
  </Empty>
);
