package io.afterimage.cli.demo;

import io.afterimage.cli.installation.ConsoleChoice;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options of the demonstration.
 *
 * @param images a folder of images instead of the shipped ones, as for training
 * @param data where everything stays; absent: a folder that is removed at the end
 * @param port of the broker; 0 takes a free one
 * @param httpPort for the stream's metrics and health, the next one for the trainer's; 0 takes free
 *     ones
 * @param rate images a second
 * @param console whether and where it can be watched in a browser
 */
public record DemoOptions(
    Optional<Path> images,
    Optional<Path> data,
    int port,
    int httpPort,
    double rate,
    ConsoleChoice console) {

  /** Where the trainer tells how it is. */
  int trainerHttpPort() {
    return httpPort == 0 ? 0 : httpPort + 1;
  }
}
