namespace Ratchet.Studies.Reports;

/// <summary>The look of the pages: one column, quiet, light or dark as the reader's system is, black on white on paper.</summary>
internal static class PageStyle
{
    /// <summary>It holds neither &lt; nor &amp;, so that it means the same in HTML and in XML.</summary>
    public const string Css = """
        :root { color-scheme: light dark; --text: #1c2024; --quiet: #5b6570; --line: #d9dee3; --ground: #ffffff; --raised: #f5f7f9; --link: #0b5cad; --good: #0a6b3d; --bad: #b3261e; --warn: #8a5a00; }
        @media (prefers-color-scheme: dark) {
          :root { --text: #e6e9ec; --quiet: #9aa5b1; --line: #343b43; --ground: #12161c; --raised: #1d2226; --link: #7fb8f5; --good: #6fcf97; --bad: #ff8a80; --warn: #e5b567; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
        main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .35rem; font-weight: 650; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 2.6rem 0 .7rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-weight: 620; }
        h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; font-weight: 620; }
        p, ul { margin: .5rem 0; max-width: 50rem; }
        li { margin: .25rem 0; }
        a { color: var(--link); }
        .lead { color: var(--quiet); overflow-wrap: anywhere; }
        .small { color: var(--quiet); font-size: .86rem; }
        .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .75rem; margin: 1.4rem 0 0; padding: 0; list-style: none; max-width: none; }
        .numbers li { background: var(--raised); border-radius: .5rem; padding: .75rem .9rem; margin: 0; }
        .numbers b { display: block; font-size: 1.45rem; line-height: 1.25; font-weight: 620; font-variant-numeric: tabular-nums; }
        .numbers small { color: var(--quiet); font-size: .82rem; line-height: 1.35; display: block; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; margin: .6rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
        thead th { color: var(--quiet); font-weight: 550; font-size: .82rem; vertical-align: bottom; }
        tbody th { font-weight: 500; min-width: 9rem; max-width: 26rem; }
        td { max-width: 34rem; }
        td.number, th.number { text-align: right; padding-left: .6rem; }
        td.number { white-space: nowrap; }
        td:last-child, th:last-child { padding-right: 0; }
        small { color: var(--quiet); }
        figure { margin: 1rem 0; }
        figure img { display: block; max-width: 100%; height: auto; }
        code, pre { font: .86rem/1.5 ui-monospace, monospace; }
        pre { background: var(--raised); border-radius: .5rem; padding: .75rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        details { margin: .7rem 0; }
        summary { cursor: pointer; color: var(--link); }
        th code { white-space: nowrap; }
        .finding { border-left: 3px solid var(--line); padding-left: .8rem; margin: .8rem 0; }
        .finding.warning { border-color: var(--warn); }
        .finding.fault { border-color: var(--bad); }
        .good { color: var(--good); }
        .bad { color: var(--bad); }
        @media print {
          :root { color-scheme: light; --text: #000; --quiet: #444; --line: #bbb; --ground: #fff; --raised: #fff; --link: #000; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          h2, h3 { break-after: avoid; }
          figure, tr, .finding { break-inside: avoid; }
          .numbers li, pre { border: 1px solid var(--line); }
          details::details-content { content-visibility: visible; display: block; }
          .wide { overflow: visible; }
        }
        """;
}
