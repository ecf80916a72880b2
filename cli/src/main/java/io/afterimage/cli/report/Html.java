package io.afterimage.cli.report;

import java.util.List;
import java.util.Map;

/** Builds one page, without scripts and without anything from elsewhere. For one thread. */
final class Html {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
      h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .15rem .8rem .15rem 0; text-align: right; border-bottom: 1px solid #e4e4e4; }
      th:first-child, td:first-child, table.text th, table.text td { text-align: left; }
      table.text td:last-child { overflow-wrap: anywhere; }
      table.layers th:nth-child(2), table.layers td:nth-child(2) { text-align: left; }
      .lead { font-size: 1.1rem; } summary { cursor: pointer; margin-bottom: .5rem; }
      img { max-width: 100%%; height: auto; } .side { display: flex; flex-wrap: wrap; gap: 1rem; }
      </style>
      </head>
      <body>
      <h1>%s</h1>
      """;

  private final StringBuilder page = new StringBuilder();

  Html(String title) {
    page.append(HEAD.formatted(escaped(title), escaped(title)));
  }

  Html section(String heading) {
    page.append("<h2>").append(escaped(heading)).append("</h2>\n");
    return this;
  }

  Html text(String paragraph) {
    page.append("<p>").append(escaped(paragraph)).append("</p>\n");
    return this;
  }

  /** What somebody should know who reads no further. */
  Html lead(String sentence) {
    page.append("<p class=\"lead\">").append(escaped(sentence)).append("</p>\n");
    return this;
  }

  /** Figures beside each other where there is room: file names with what they show. */
  Html figures(Map<String, String> files) {
    page.append("<div class=\"side\">\n");
    files.forEach(
        (file, what) ->
            page.append("<img src=\"%s\" alt=\"%s\">%n".formatted(escaped(file), escaped(what))));
    page.append("</div>\n");
    return this;
  }

  /** Two columns of text. */
  Html facts(Map<String, String> facts) {
    page.append("<table class=\"text\">\n");
    facts.forEach((name, value) -> row("td", List.of(name, value)));
    page.append("</table>\n");
    return this;
  }

  /** Figures in columns, after a first one of names. */
  Html table(List<String> headings, List<List<String>> rows) {
    return table("<table>\n", headings, rows);
  }

  /** A long table of layers that shows when its summary is clicked. */
  Html folded(String summary, List<String> headings, List<List<String>> rows) {
    page.append("<details><summary>").append(escaped(summary)).append("</summary>\n");
    table("<table class=\"layers\">\n", headings, rows);
    page.append("</details>\n");
    return this;
  }

  private Html table(String start, List<String> headings, List<List<String>> rows) {
    page.append(start);
    row("th", headings);
    rows.forEach(cells -> row("td", cells));
    page.append("</table>\n");
    return this;
  }

  String end() {
    return page.append("</body>\n</html>\n").toString();
  }

  private void row(String element, List<String> cells) {
    page.append("<tr>");
    cells.forEach(
        cell ->
            page.append('<')
                .append(element)
                .append('>')
                .append(escaped(cell))
                .append("</")
                .append(element)
                .append('>'));
    page.append("</tr>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
