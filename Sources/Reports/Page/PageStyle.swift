/// The style of every report: dark on white, one column, and a print form without cut tables.
let pageStyle = """
  :root { --ink: #1c2530; --soft: #5b6876; --line: #d8dee5; --good: #1a7f4b; --bad: #b3261e; }
  * { box-sizing: border-box; }
  body { margin: 0; background: #fff; color: var(--ink);
    font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
  main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
  header { border-bottom: 3px solid var(--ink); margin-bottom: 2rem; }
  h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
  h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem; }
  p { max-width: 46rem; margin: .6rem 0; }
  .summary { font-size: 1.08rem; color: var(--soft); margin-bottom: 1.2rem; }
  .scroll { overflow-x: auto; margin: 1rem 0; }
  table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
  caption { caption-side: bottom; text-align: left; color: var(--soft); padding: .45rem 0; }
  th, td { padding: .32rem .8rem .32rem 0; text-align: left; vertical-align: top;
    border-bottom: 1px solid var(--line); }
  th { border-bottom: 2px solid var(--ink); font-weight: 600; }
  th.number, td.number { text-align: right; white-space: nowrap; }
  td.code { font: .85em/1.6 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
  .good { color: var(--good); font-weight: 600; white-space: nowrap; }
  .bad { color: var(--bad); font-weight: 600; white-space: nowrap; }
  .figures { display: flex; flex-wrap: wrap; gap: 1.5rem; }
  .figures figure { flex: 1 1 24rem; }
  figure { margin: 1rem 0; max-width: 40rem; }
  figure svg { width: 100%; height: auto; display: block; }
  figcaption { color: var(--soft); font-size: .9rem; }
  @media print {
    body { font-size: 10.5pt; }
    main { max-width: none; padding: 0; }
    tr, figure { break-inside: avoid; }
    h2 { break-after: avoid; }
    .scroll { overflow: visible; }
    thead { display: table-header-group; }
  }
  """
