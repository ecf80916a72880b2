package io.afterimage.registry.store;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.Lineage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Keeps lineages in a folder {@value #FOLDER} beside the versions of a {@link DirectoryModelStore}.
 */
public final class DirectoryLineageStore implements LineageStore {

  private static final String FOLDER = ".examples";
  private static final String SUFFIX = ".json.gz";

  private final Path folder;

  /** Uses the directory of the model store; nothing is made before the first lineage. */
  public DirectoryLineageStore(Path directory) {
    this.folder = directory.resolve(FOLDER);
  }

  @Override
  public void put(String sha256, Lineage lineage) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "writing-", ".part");
      Files.write(part, lineage.write());
      Files.move(part, folder.resolve(sha256 + SUFFIX), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unavailable("written to", e);
    }
  }

  @Override
  public void read(BiConsumer<String, Lineage> receiver) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> lineages =
          files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
      for (Path file : lineages) {
        String name = file.getFileName().toString();
        String sha256 = name.substring(0, name.length() - SUFFIX.length());
        KafkaLineageStore.hand(sha256, Files.readAllBytes(file), receiver);
      }
    } catch (IOException | UncheckedIOException e) {
      throw unavailable("read from", e);
    }
  }

  private StoreUnavailableException unavailable(String what, Exception cause) {
    return new StoreUnavailableException(
        "which examples a model was made with cannot be %s %s: %s".formatted(what, folder, cause),
        cause);
  }
}
