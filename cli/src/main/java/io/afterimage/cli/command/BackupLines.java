package io.afterimage.cli.command;

import io.afterimage.client.backup.BackupIndex;
import io.afterimage.client.backup.BackupIndex.SavedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a backup holds, as lines of text. */
final class BackupLines {

  private static final double MB = 1e6;

  private BackupLines() {}

  static List<String> of(BackupIndex index) {
    List<String> lines = new ArrayList<>();
    index
        .topics()
        .forEach(
            topic ->
                lines.add(
                    line(topic.topic(), topic.records() + " records", topic.saved().bytes())));
    if (!index.modelStore().isEmpty()) {
      long bytes = index.modelStore().stream().mapToLong(SavedFile::bytes).sum();
      lines.add(line("model store", index.modelStore().size() + " files", bytes));
    }
    lines.add(line("together", index.records() + " records", index.bytes()));
    return lines;
  }

  private static String line(String what, String count, long bytes) {
    return String.format(Locale.ROOT, "%-16s  %14s  %10.1f MB", what, count, bytes / MB);
  }
}
