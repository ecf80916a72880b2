package io.afterimage.trainer.service;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.checkpoint.CheckpointFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this replica needs to resume a run after a crash: the examples that it learns from, although
 * new labels kept arriving, and the checkpoint of its last finished epoch.
 *
 * @param root made with the first run
 */
record RunFolder(Path root) {

  private static final Logger log = LoggerFactory.getLogger(RunFolder.class);
  private static final String EXAMPLES = "examples.json";

  /** The label of each example by its id, as they were when the run began. */
  record Roster(Map<String, String> labels) {}

  /** Records what a new run learns from, and deletes every other run. */
  void begin(String run, List<Example> examples) {
    Roster roster =
        new Roster(
            examples.stream()
                .collect(Collectors.toMap(Example::id, Example::label, (a, b) -> b, TreeMap::new)));
    try {
      if (Files.isDirectory(root)) {
        for (Path old : folders()) {
          PathUtils.deleteDirectory(old);
        }
      }
      Path folder = Files.createDirectories(RunFiles.folder(root, run));
      Path part = folder.resolve(EXAMPLES + ".part");
      Files.write(part, EventJson.write(roster));
      Files.move(part, folder.resolve(EXAMPLES), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot note what a run learns from in " + root, e);
    }
  }

  /**
   * What a run learned from when it began here.
   *
   * @param available what there is now
   * @return empty when it did not begin here, or when one of them is gone
   */
  Optional<List<Example>> examples(String run, List<Example> available) {
    Path file = RunFiles.folder(root, run).resolve(EXAMPLES);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return restored(EventJson.read(Files.readAllBytes(file), Roster.class), available);
    } catch (IOException | MalformedEventException e) {
      log.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("fault", e.getMessage())
          .log("cannot read which examples a run learned from");
      return Optional.empty();
    }
  }

  /** Where a run's epochs leave their state. */
  Checkpoints checkpoints(String run) {
    return new CheckpointFile(RunFiles.folder(root, run).resolve("checkpoint.safetensors"));
  }

  /** The run has ended. */
  void end(String run) {
    Path folder = RunFiles.folder(root, run);
    try {
      if (Files.isDirectory(folder)) {
        PathUtils.deleteDirectory(folder);
      }
    } catch (IOException e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("folder", folder)
          .log("cannot remove the files of a finished run");
    }
  }

  private static Optional<List<Example>> restored(Roster roster, List<Example> available) {
    Map<String, Example> byId =
        available.stream().collect(Collectors.toMap(Example::id, Function.identity()));
    List<Example> examples = new ArrayList<>();
    for (Map.Entry<String, String> member : roster.labels().entrySet()) {
      Example example = byId.get(member.getKey());
      if (example == null) {
        log.atWarn()
            .addKeyValue("example", member.getKey())
            .log("cannot resume run: the replay buffer has evicted one of its examples");
        return Optional.empty();
      }
      examples.add(example.relabelled(member.getValue(), example.labelledAt()));
    }
    return Optional.of(examples);
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.toList();
    }
  }
}
