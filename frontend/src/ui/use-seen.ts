/** Tells when a part of the page comes near the viewport, so that its data are asked for only then. */
import { useEffect, useRef, useState, type RefObject } from "react";

/** A ref to attach and whether the element has been near the viewport. True at once where nothing can observe. */
export function useSeen(margin = "600px"): [RefObject<HTMLDivElement | null>, boolean] {
  const ref = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    const element = ref.current;
    if (seen || element === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: margin },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen, margin]);
  return [ref, seen];
}
