package io.afterimage.console.versions;

import io.afterimage.models.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one version, as JSON of the console.
 *
 * @param version as in the list
 * @param changes what was decided about it, oldest first
 * @param reigns when it answered, oldest first
 * @param names the labels in the order of its output
 * @param sha256 of its file
 * @param location where the store keeps it
 * @param manifest how it came about and how good it is; absent where it is gone
 * @param fault why the manifest cannot be shown
 * @param run the run that made it, as far as its replies are kept
 * @param others the names of other versions, newest first, to compare it with
 */
record VersionPage(
    VersionRow version,
    List<Happening> changes,
    List<Span> reigns,
    List<String> names,
    String sha256,
    String location,
    Optional<Manifest> manifest,
    Optional<String> fault,
    Optional<RunView> run,
    List<String> others) {

  /**
   * A time during which a version answered.
   *
   * @param to absent: until now
   */
  record Span(Instant from, Optional<Instant> to) {}
}
