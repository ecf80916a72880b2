package io.afterimage.stream.serving;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that this instance has rejected and does not try again, kept in a file over
 * restarts. They are tried again under other circumstances: another program, engine, heap or limit.
 *
 * <p>A version whose loading ends the process, as a graph can that crashes native code, would end
 * it again after each restart. So the file also says what is being loaded: what ended {@value
 * #MAX_CRASHES} processes one after the other is rejected. For one thread.
 */
public final class RejectedVersions {

  private static final Logger log = LoggerFactory.getLogger(RejectedVersions.class);

  private static final int MAX_CRASHES = 3;
  private static final int MAX_REMEMBERED = 1_000;

  private final Optional<Path> file;
  private Memory memory;

  /** A version, as it was announced. */
  record Rejection(String modelVersion, String sha256, String location, String reason) {

    static Rejection of(Announced version, String reason) {
      return new Rejection(version.modelVersion(), version.sha256(), version.location(), reason);
    }

    boolean isOf(Announced version) {
      return equals(of(version, reason));
    }
  }

  /** A version whose loading began, and how often that ended no better. */
  record Attempt(Rejection version, int times) {}

  /** The file's content. */
  record Memory(String circumstances, List<Rejection> rejected, Optional<Attempt> loading) {

    Memory {
      rejected = List.copyOf(rejected);
    }
  }

  private RejectedVersions(Optional<Path> file, Memory memory) {
    this.file = file;
    this.memory = memory;
  }

  /** Remembered as long as the process lives. */
  public static RejectedVersions inMemory() {
    return new RejectedVersions(Optional.empty(), new Memory("", List.of(), Optional.empty()));
  }

  /**
   * What earlier processes left in the file. One that cannot be read counts as empty, with a
   * warning.
   *
   * @param circumstances what decides whether a version can be loaded, besides the version
   */
  public static RejectedVersions in(Path file, String circumstances) {
    Memory fresh = new Memory(circumstances, List.of(), Optional.empty());
    try {
      Memory stored = EventJson.read(Files.readAllBytes(file), Memory.class);
      boolean same = stored.circumstances().equals(circumstances);
      for (Rejection rejection : stored.rejected()) {
        log.atWarn()
            .addKeyValue("version", rejection.modelVersion())
            .addKeyValue("reason", rejection.reason())
            .log(
                same
                    ? "model version stays rejected"
                    : "model version was rejected under different conditions, trying it again");
      }
      return new RejectedVersions(Optional.of(file), same ? stored : fresh);
    } catch (NoSuchFileException e) {
      return new RejectedVersions(Optional.of(file), fresh);
    } catch (IOException | MalformedEventException e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("file", file)
          .log("cannot read the file of rejected model versions, ignoring it");
      return new RejectedVersions(Optional.of(file), fresh);
    }
  }

  /** Whether the version is not to be tried. */
  boolean contains(Announced version) {
    return memory.rejected().stream().anyMatch(rejection -> rejection.isOf(version));
  }

  /** From now on it is not to be tried. */
  void add(Announced version, String reason) {
    List<Rejection> more = new ArrayList<>(memory.rejected());
    more.removeIf(rejection -> rejection.isOf(version));
    more.add(Rejection.of(version, reason));
    int forgotten = Math.max(0, more.size() - MAX_REMEMBERED);
    store(
        new Memory(memory.circumstances(), more.subList(forgotten, more.size()), Optional.empty()));
  }

  /**
   * Loading begins.
   *
   * @throws CorruptArtifactException when loading this version has ended the process too often
   */
  void begin(Announced version) {
    int crashes =
        memory
            .loading()
            .filter(attempt -> attempt.version().isOf(version))
            .map(Attempt::times)
            .orElse(0);
    if (crashes >= MAX_CRASHES) {
      throw new CorruptArtifactException(
          "the process ended %d times while it was loading version %s"
              .formatted(crashes, version.modelVersion()));
    }
    Attempt attempt = new Attempt(Rejection.of(version, "loading"), crashes + 1);
    store(new Memory(memory.circumstances(), memory.rejected(), Optional.of(attempt)));
  }

  /** Loading came to an end, whichever. */
  void end() {
    store(new Memory(memory.circumstances(), memory.rejected(), Optional.empty()));
  }

  private void store(Memory next) {
    memory = next;
    file.ifPresent(this::write);
  }

  private void write(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Path part = path.resolveSibling(path.getFileName() + ".part");
      Files.write(part, EventJson.write(memory));
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("file", path)
          .log("cannot store rejected model versions; a restart will try them again");
    }
  }
}
