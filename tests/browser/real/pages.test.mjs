// Pages of the running product with real racing data (PITWALL_BASE_URL), a phone in the dark and a desk in the light.
import { pagesOf } from "../page_checks.mjs";

const LAB = "/lab?race=2025-08&driver=charles-leclerc&plans=M20H50S,H30M60H&runs=500&seed=1";
const PAGES = ["/", "/season/2024", "/season/2026", "/model", "/race/2024/9", "/race/2021/12", "/race/2026/9", LAB];

const base = () => process.env.PITWALL_BASE_URL;
pagesOf("phone", PAGES, base, { widths: [390], themes: ["dark"] });
pagesOf("desk", PAGES, base, { widths: [1440], themes: ["light"] });
