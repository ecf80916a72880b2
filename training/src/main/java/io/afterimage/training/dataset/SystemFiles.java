package io.afterimage.training.dataset;

import java.util.Locale;
import java.util.Set;

/** Files and folders that operating systems and storage devices leave among people's own. */
public final class SystemFiles {

  private static final Set<String> NAMES =
      Set.of(
          "__macosx",
          "@eadir",
          "#recycle",
          "@recycle",
          "@recently-snapshot",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "thumbs.db",
          "desktop.ini");

  private SystemFiles() {}

  /** Whether a file or folder of this name is one of them. */
  public static boolean isOne(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether the name starts with a dot: hidden on purpose, and skipped without a word. */
  public static boolean isHidden(String name) {
    return name.startsWith(".");
  }
}
