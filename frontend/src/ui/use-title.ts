/** The document's title follows the page. */
import { useEffect } from "react";

import { messages } from "../messages";

export function useTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? messages.common.product : `${title} · ${messages.common.product}`;
  }, [title]);
}
