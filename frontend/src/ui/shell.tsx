/** The frame of every page: skip link, navigation, theme, banners, footer. */
import { Suspense, useEffect, useState } from "react";
import { NavLink, Outlet, useLocation } from "react-router";

import { messages } from "../messages";
import { chooseTheme, currentTheme, type Theme } from "../theme/theme";
import { Banners } from "./banners";
import { Skeleton } from "./panel";
import styles from "./shell.module.css";

const PAGE_SKELETON_PX = 720;

function Brand() {
  return (
    <NavLink to="/" className={styles.brand ?? ""} end aria-label={messages.common.product}>
      <svg width="22" height="18" viewBox="0 0 22 18" aria-hidden="true">
        <path d="M2 2h18M2 9h12M2 16h6" stroke="var(--accent)" strokeWidth="4" strokeLinecap="round" />
      </svg>
      <span className={styles.word}>{messages.common.product}</span>
    </NavLink>
  );
}

function ThemePicker() {
  const [theme, setTheme] = useState<Theme>(currentTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <label>
      <span className="visually-hidden">{messages.common.theme.label}</span>
      <select className={styles.select} value={theme} onChange={(event) => choose(event.target.value as Theme)}>
        <option value="system">{messages.common.theme.system}</option>
        <option value="dark">{messages.common.theme.dark}</option>
        <option value="light">{messages.common.theme.light}</option>
      </select>
    </label>
  );
}

function TopBar() {
  const season = new Date().getFullYear();
  return (
    <header className={styles.bar}>
      <div className={styles.barInner}>
        <Brand />
        <nav className={styles.nav} aria-label={messages.common.navigation}>
          <NavLink to="/" end>{messages.common.nav.now}</NavLink>
          <NavLink to={`/season/${season}`}>{messages.common.nav.season}</NavLink>
          <NavLink to="/lab">{messages.common.nav.lab}</NavLink>
          <NavLink to="/model">{messages.common.nav.model}</NavLink>
          <NavLink to="/status">{messages.common.nav.status}</NavLink>
        </nav>
        <ThemePicker />
      </div>
    </header>
  );
}

function useScrollToTop() {
  const { pathname, hash } = useLocation();
  useEffect(() => {
    if (hash === "") window.scrollTo({ top: 0, behavior: "instant" });
  }, [pathname, hash]);
}

/** The frame with the current page inside. */
export function Shell() {
  useScrollToTop();
  return (
    <>
      <a className={styles.skip} href="#content">{messages.common.skip}</a>
      <TopBar />
      <main id="content" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<Skeleton height={PAGE_SKELETON_PX} />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className={styles.footer}>
        <div>{messages.common.footer}</div>
      </footer>
      <Banners />
    </>
  );
}
