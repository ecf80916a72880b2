package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A container image as a tar archive, unpacked: what a container engine would read of it. */
record ImageTar(Path folder, JsonNode manifest, JsonNode config) {

  private static final Tool TAR =
      Tool.find("tar").orElseThrow(() -> new AssertionError("tar is not on this machine"));

  /** Unpacks the archive, not yet its layers. */
  static ImageTar unpack(Path archive, Path folder) throws IOException {
    extract(archive, Files.createDirectories(folder));
    JsonNode manifest = json(folder.resolve("manifest.json")).get(0);
    return new ImageTar(
        folder, manifest, json(folder.resolve(manifest.get("Config").asText())).get("config"));
  }

  /** The layers' file names, lowest first. */
  List<String> layers() {
    return Infra.each(manifest.get("Layers")).map(JsonNode::asText).toList();
  }

  /** Lays all layers over one another, as a container's root. */
  Path root(Path target) throws IOException {
    Files.createDirectories(target);
    layers().forEach(layer -> extract(folder.resolve(layer), target));
    return target;
  }

  /** What the container runs, Java's argument files resolved, before the image's own arguments. */
  List<String> command(Path root) throws IOException {
    List<String> command = new ArrayList<>();
    for (JsonNode word : config.get("Entrypoint")) {
      String text = word.asText();
      command.add(
          text.startsWith("@/") ? Files.readString(root.resolve(text.substring(2))).strip() : text);
    }
    return command;
  }

  /** The environment that it runs in. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : config.get("Env")) {
      String[] parts = variable.asText().split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    return environment;
  }

  private static void extract(Path archive, Path folder) {
    Tool.Result result =
        TAR.run(folder, "--no-same-owner", "-xf", archive.toAbsolutePath().toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private static JsonNode json(Path file) throws IOException {
    return EventJson.mapper().readTree(file.toFile());
  }
}
