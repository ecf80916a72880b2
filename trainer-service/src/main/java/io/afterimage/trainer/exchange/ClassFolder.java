package io.afterimage.trainer.exchange;

import io.afterimage.training.dataset.SystemFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The folder of a class: named as the label where every usual file system takes that name, so that
 * people read it and training takes it for the label; otherwise by {@link SafeName}.
 */
final class ClassFolder {

  private static final Pattern USABLE =
      Pattern.compile("[\\p{L}\\p{M}\\p{N} ._'()&+,=@-]*[\\p{L}\\p{M}\\p{N}_'()&+,=@-]");

  private static final Pattern RESERVED =
      Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?", Pattern.CASE_INSENSITIVE);

  private ClassFolder() {}

  static String of(String label) {
    if (RESERVED.matcher(label).matches() || SystemFiles.isOne(label)) {
      // A name that is safe by its letters alone: the blank makes another one of it.
      return SafeName.of(label + " ");
    }
    return USABLE.matcher(label).matches() && !SystemFiles.isHidden(label) && isPath(label)
        ? label
        : SafeName.of(label);
  }

  /** Where the locale is not a Unicode one, Java cannot name a file by every letter. */
  private static boolean isPath(String name) {
    try {
      return Path.of(name).getNameCount() == 1;
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
