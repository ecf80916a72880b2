package io.afterimage.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a control group of 1 GiB, as in a container. */
class ContainerIT {

  private static final int LIMIT_MIB = 1024;
  private static final int SIDE = 7000;
  private static final int TIMES = 3;

  /** Takes no more than its arguments. */
  private static final String JAVA = "#!/bin/sh\necho \"$@\"\n";

  @TempDir private Path folder;

  @BeforeAll
  static void requireGroups() {
    assumeTrue(
        MemoryGroup.isPossible(),
        "no control group with a limit of memory can be made here: run as root, with cgroups");
  }

  @Test
  void shouldOutliveTheWorstImagesAndAnswerOrdinaryOnesAmongThem() throws Exception {
    byte[] worst = WorstImages.deepTransparentPng(SIDE);
    byte[] ordinary = WorstImages.ordinary();
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (int i = 0; i < TIMES; i++) {
      images.put("worst-" + i, worst);
      images.put("ordinary-" + i, ordinary);
    }

    Map<String, String> answers =
        ContainerFlood.run(group(), LIMIT_MIB, Map.of(), images).answers();

    assertThat(answers).hasSize(2 * TIMES);
    answers.forEach(
        (id, answer) ->
            assertThat(answer)
                .as(id)
                .isEqualTo(
                    id.startsWith("worst") ? "too-large-to-decode" : ContainerFlood.PREDICTED));
  }

  @Test
  void shouldLeaveNativeCodeItsPartOfTheContainerWhenStartedByTheLauncher() throws Exception {
    try (MemoryGroup container = MemoryGroup.create(group(), LIMIT_MIB * 1024L * 1024)) {
      assertThat(launch(container.entry())).contains("-Xmx409m");
    }
    try (MemoryGroup container = MemoryGroup.create(group(), 3L * LIMIT_MIB * 1024 * 1024)) {
      assertThat(launch(container.entry())).contains("-Xmx1024m");
    }
    assertThat(launch(List.of())).contains("-Xmx1024m");
  }

  private static String group() {
    return "afterimage-it-" + ProcessHandle.current().pid();
  }

  /**
   * A copy of the launcher, beside a program that it need not build, with a Java that says its
   * arguments.
   */
  private List<String> launch(List<String> before) throws IOException, InterruptedException {
    Path launcher = folder.resolve("afterimage");
    Files.createDirectories(folder.resolve("cli/target"));
    Files.write(folder.resolve("cli/target/afterimage.jar"), new byte[0]);
    Files.createDirectories(folder.resolve("java/bin"));
    Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path java = Files.writeString(folder.resolve("java/bin/java"), JAVA);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.write(launcher, Files.readAllBytes(Path.of("..", "afterimage")));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of("bash", launcher.toString(), "--help"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
    builder.environment().put("AFTERIMAGE_NO_BUILD", "1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return List.of(said.split("\\s+"));
  }
}
