package io.afterimage.client.backup;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.backup.BackupIndex.SavedFile;
import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;

/** Compares the files of a backup with what its index says of them. */
final class Checksums {

  private Checksums() {}

  /**
   * Reads every file.
   *
   * @throws CommandFailure when one is not as it was written
   */
  static void require(BackupPlace place, BackupIndex index, BackupProgress progress) {
    List<SavedFile> files = BackupPlace.files(index);
    progress.begin("files", files.size());
    for (int i = 0; i < files.size(); i++) {
      SavedFile file = files.get(i);
      if (!digest(place, file).equals(file.sha256())) {
        throw new CommandFailure(
            "%s in %s is not as it was written (its SHA-256 differs): nothing was restored"
                .formatted(file.file(), place.path()));
      }
      progress.at(i + 1);
    }
  }

  private static String digest(BackupPlace place, SavedFile file) {
    MessageDigest digest = Sha256.running();
    try (InputStream in = new DigestInputStream(place.read(file.file()), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw place.unreadable(file.file(), e);
    }
    return Sha256.hex(digest);
  }
}
