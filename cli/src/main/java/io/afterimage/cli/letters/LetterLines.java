package io.afterimage.cli.letters;

import io.afterimage.cli.terminal.Printable;
import io.afterimage.cli.terminal.Table;
import io.afterimage.client.refused.DeadLetter;
import io.afterimage.client.refused.RecentLetters.Count;
import io.afterimage.client.refused.RecentLetters.Shown;
import io.afterimage.client.refused.RecordContent;
import io.afterimage.client.refused.SentAgain;
import io.afterimage.schemas.events.DeadLetterReason;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Dead letters for people. Their texts come from outside. */
public final class LetterLines {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private static final int LONGEST_ID = 40;
  private static final int LONGEST_DETAIL = 60;

  private LetterLines() {}

  /** For each reason how many there are, the most first, and what to do. */
  public static List<String> reasons(Map<String, Count> counts) {
    List<String> lines = new ArrayList<>();
    mostFirst(counts)
        .forEach(
            each -> {
              Count count = each.getValue();
              lines.add(
                  "%s  %,d%s"
                      .formatted(
                          Printable.of(each.getKey()),
                          count.letters(),
                          count.sentAgain() == 0
                              ? ""
                              : ", %,d of them sent again".formatted(count.sentAgain())));
              lines.add("    " + advice(each.getKey()));
            });
    return lines;
  }

  /** The same without advice, for a sentence. */
  static String counts(Map<String, Count> counts) {
    return mostFirst(counts)
        .map(each -> "%,d %s".formatted(each.getValue().letters(), Printable.of(each.getKey())))
        .collect(Collectors.joining(", "));
  }

  private static Stream<Map.Entry<String, Count>> mostFirst(Map<String, Count> counts) {
    return counts.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Count> each) -> each.getValue().letters())
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()));
  }

  /** One line for each. */
  public static List<String> table(List<Shown> letters) {
    Table table = new Table("refused", "reason", "image", "detail", "place", "sent again");
    letters.forEach(shown -> table.row(cells(shown).toArray()));
    return table.lines();
  }

  /** One by itself, where those before it are not known. */
  public static String line(Shown shown) {
    return String.join("  ", cells(shown)).stripTrailing();
  }

  /** Everything about one. */
  public static List<String> page(Shown shown, RecordContent content) {
    DeadLetter letter = shown.letter();
    List<String> lines = new ArrayList<>();
    lines.add("place       " + letter.place());
    lines.add("image       " + Printable.of(letter.imageId()));
    lines.add("reason      " + Printable.of(letter.reason()));
    lines.add("            " + advice(letter.reason()));
    lines.add("detail      " + Printable.of(letter.detail()));
    lines.add("came from   " + letter.origin().map(LetterLines::place).orElse("unknown"));
    lines.add("refused     " + TIME.format(letter.refusedAt()));
    lines.add(
        "bytes       %s%s"
            .formatted(
                letter.bytes().map("%,d"::formatted).orElse("none"),
                letter.whole() ? "" : ", not here but where it came from"));
    lines.add("sent again  " + shown.sentAgain().map(LetterLines::sent).orElse("no"));
    content
        .headers()
        .forEach(
            header ->
                lines.add(
                    "header      %s: %s"
                        .formatted(Printable.of(header.name()), Printable.of(header.value()))));
    content.text().ifPresent(text -> lines.add("text        " + Printable.of(text)));
    content.hex().forEach(hex -> lines.add("            " + hex));
    return lines;
  }

  private static List<String> cells(Shown shown) {
    DeadLetter letter = shown.letter();
    return List.of(
        TIME.format(letter.refusedAt()),
        Printable.of(letter.reason(), LONGEST_ID),
        Printable.of(letter.imageId(), LONGEST_ID),
        Printable.of(letter.detail(), LONGEST_DETAIL),
        letter.place().toString(),
        shown.sentAgain().map(mark -> Printable.of("by " + mark.by(), LONGEST_ID)).orElse(""));
  }

  private static String sent(SentAgain mark) {
    return "by %s at %s: %s"
        .formatted(Printable.of(mark.by()), time(mark.at()), Printable.of(mark.why()));
  }

  private static String time(Instant at) {
    return TIME.format(at);
  }

  private static String place(ImagePointer at) {
    return Printable.of(at.toString());
  }

  private static String advice(String reason) {
    return DeadLetterReason.of(reason)
        .map(known -> known.cause() + " " + known.remedy())
        .orElse("This version does not know the reason: see the detail.");
  }
}
