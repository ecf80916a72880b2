package io.afterimage.cli.command;

import io.afterimage.models.ClassNames;
import io.afterimage.models.Manifest;
import io.afterimage.models.TrainingReport.HeldOut;
import io.afterimage.models.TrainingReport.Twins;
import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is known of one version, as lines of text. */
record VersionPage(VersionHistory version, Optional<Manifest> manifest) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Announced announced = version.announced();
    add(lines, "version", version.version());
    add(lines, "state", version.state().inWords());
    version
        .waitsUntil()
        .map(until -> until.truncatedTo(ChronoUnit.SECONDS))
        .ifPresent(until -> add(lines, "waits until", until));
    add(lines, "announced", announced.at());
    announced.publishedBy().ifPresent(by -> add(lines, "by", by));
    announced.reason().ifPresent(reason -> add(lines, "why", reason));
    announced.parentVersion().ifPresent(parent -> add(lines, "parent", parent));
    add(lines, "labels", announced.labels().size() + ": " + ClassNames.inWords(announced.labels()));
    announced.gate().ifPresent(gate -> add(lines, "gate", ModelVersions.inWords(gate)));
    announced
        .validationAccuracy()
        .ifPresent(
            accuracy ->
                add(
                    lines,
                    "validation",
                    ModelVersions.percent(accuracy) + ", on the images of its own training"));
    add(lines, "size", "%d bytes".formatted(announced.bytes()));
    add(lines, "SHA-256", announced.sha256());
    add(lines, "stored at", announced.location());
    manifest.ifPresent(facts -> addFacts(lines, facts));
    version.changes().forEach(change -> add(lines, kind(change), why(change)));
    version.rejections().forEach(rejection -> add(lines, "rejected", why(rejection)));
    return lines;
  }

  private static void addFacts(List<String> lines, Manifest manifest) {
    add(lines, "backbone", manifest.backbone());
    add(
        lines,
        "input",
        "%dx%d pixels".formatted(manifest.input().width(), manifest.input().height()));
    add(lines, "created", manifest.createdAt());
    manifest.afterimageVersion().ifPresent(release -> add(lines, "by release", release));
    add(lines, "training set", manifest.trainingSetFingerprint());
    manifest.scores().forEach((name, score) -> add(lines, name.replace('_', ' '), score));
    manifest
        .report()
        .ifPresent(
            report -> {
              add(lines, "epochs", report.curve().size());
              add(lines, "held out", inWords(report.heldOut()));
            });
  }

  private static String inWords(HeldOut heldOut) {
    return "%s (%s to %s) of %d images%s"
        .formatted(
            ModelVersions.percent(heldOut.accuracy()),
            ModelVersions.percent(heldOut.accuracyLow()),
            ModelVersions.percent(heldOut.accuracyHigh()),
            heldOut.images(),
            heldOut.twins().map(VersionPage::inWords).orElse(""));
  }

  private static String inWords(Twins twins) {
    return (twins.counted()
            ? "; optimistic: %d of them are near twins of training images, and few others are held"
                + " out"
            : "; without %d more that are near twins of training images")
        .formatted(twins.images());
  }

  private static String kind(ModelEvent change) {
    return EventJson.mapper().valueToTree(change).path("type").asText().replace('-', ' ');
  }

  private static String why(ModelEvent change) {
    return change.at() + VersionHistory.reason(change).map(reason -> ": " + reason).orElse("");
  }

  private static String why(Rejected rejection) {
    return "%s by %s: %s".formatted(rejection.at(), rejection.instance(), rejection.reason());
  }

  private static void add(List<String> lines, String name, Object value) {
    lines.add("%-20s  %s".formatted(name, value));
  }
}
