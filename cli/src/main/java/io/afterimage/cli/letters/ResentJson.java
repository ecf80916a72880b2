package io.afterimage.cli.letters;

import io.afterimage.schemas.events.ImagePointer;
import java.util.Comparator;
import java.util.List;

/**
 * What became of sending again, for programs.
 *
 * @param dryRun whether nothing was to be sent
 * @param open those that matched and had not been sent again
 * @param missing places that were named and have no dead letter any more
 */
public record ResentJson(
    boolean dryRun, long open, int sent, int before, long missing, List<Kept> kept) {

  /** One that cannot be sent again. */
  public record Kept(String place, String why) {}

  /** Of a result. */
  public static ResentJson of(boolean dryRun, long open, long missing, Resent resent) {
    return new ResentJson(
        dryRun,
        open,
        resent.sent(),
        resent.before(),
        missing,
        resent.kept().entrySet().stream()
            .sorted(
                Comparator.comparing(
                    entry -> entry.getKey(),
                    Comparator.comparing(ImagePointer::partition)
                        .thenComparing(ImagePointer::offset)))
            .map(entry -> new Kept(entry.getKey().toString(), entry.getValue()))
            .toList());
  }
}
