package io.afterimage.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** The folder that holds a broker's data: checked, and formatted once as {@code kafka-storage}. */
final class DataFolder {

  private static final String FORMATTED = "meta.properties";
  private static final String LOCK = ".lock";

  /** What a start that was killed while formatting may leave behind. */
  private static final Set<String> LEFT_BY_FORMATTING =
      Set.of(
          LOCK,
          "lost+found",
          "bootstrap.checkpoint",
          "bootstrap.checkpoint.tmp",
          FORMATTED + ".tmp");

  private DataFolder() {}

  /**
   * Makes the folder ready for a start: makes and formats it if it is new.
   *
   * @throws BrokerStartException when the folder belongs to something else, is in use, or cannot be
   *     written
   */
  static void prepare(Path folder) {
    try {
      Files.createDirectories(folder);
      refuseForeign(folder);
      refuseLocked(folder);
      if (!Files.exists(folder.resolve(FORMATTED))) {
        format(folder);
      }
    } catch (BrokerStartException e) {
      throw e;
    } catch (Exception e) {
      throw new BrokerStartException(
          "cannot use %s for the broker's data (%s): choose a folder that can be made and written"
              .formatted(folder, e),
          e);
    }
  }

  private static void refuseForeign(Path folder) throws IOException {
    if (Files.exists(folder.resolve(FORMATTED))) {
      return;
    }
    try (Stream<Path> content = Files.list(folder)) {
      content
          .map(path -> path.getFileName().toString())
          .filter(name -> !LEFT_BY_FORMATTING.contains(name))
          .sorted()
          .findFirst()
          .ifPresent(
              name -> {
                throw new BrokerStartException(
                    "%s is not a Kafka data folder: it holds %s but no %s; choose an empty or new folder"
                        .formatted(folder, name, FORMATTED));
              });
    }
  }

  /** Kafka holds this lock while it runs; it is only tried here, for a message before the start. */
  private static void refuseLocked(Path folder) throws IOException {
    try (FileChannel file =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        throw inUse(folder);
      }
    } catch (OverlappingFileLockException e) {
      throw inUse(folder);
    }
  }

  private static BrokerStartException inUse(Path folder) {
    return new BrokerStartException(
        "%s is in use by another running broker: stop that one, or choose another folder"
            .formatted(folder));
  }

  private static void format(Path folder) throws Exception {
    String absolute = folder.toAbsolutePath().toString();
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(EmbeddedBrokerConfig.CONTROLLER_LISTENER)
        .setDirectories(List.of(absolute))
        .setMetadataLogDirectory(absolute)
        .run();
  }
}
