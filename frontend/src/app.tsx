/** The addresses of the site and the page each shows. Home is in the first bundle, the rest load when visited. */
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, useState } from "react";
import { Route, Routes } from "react-router";

import "./theme/tokens.css";
import "./theme/base.css";
import { makeQueryClient } from "./api/queries";
import { HomePage } from "./pages/home/home-page";
import { NotFoundPage } from "./pages/not-found";
import { CrashBoundary } from "./ui/crash";
import { Shell } from "./ui/shell";

const SeasonPage = lazy(() => import("./pages/season/season-page"));
const RacePage = lazy(() => import("./pages/race/race-page"));
const LabPage = lazy(() => import("./pages/lab/lab-page"));
const ModelPage = lazy(() => import("./pages/model/model-page"));
const StatusPage = lazy(() => import("./pages/status/status-page"));

/** The whole site below a router. */
export function App() {
  const [queryClient] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <CrashBoundary>
        <Routes>
          <Route element={<Shell />}>
            <Route index element={<HomePage />} />
            <Route path="season/:year" element={<SeasonPage />} />
            <Route path="race/:year/:round" element={<RacePage />} />
            <Route path="lab" element={<LabPage />} />
            <Route path="model" element={<ModelPage />} />
            <Route path="status" element={<StatusPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Routes>
      </CrashBoundary>
    </QueryClientProvider>
  );
}
