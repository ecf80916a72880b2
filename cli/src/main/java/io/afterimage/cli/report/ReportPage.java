package io.afterimage.cli.report;

import io.afterimage.client.CommandFailure;
import io.afterimage.training.validation.Evaluation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** {@code index.html} and its figures. For one thread. */
public final class ReportPage {

  private static final String PAGE = "index.html";

  private final Html page;
  private final Map<String, byte[]> figures = new LinkedHashMap<>();

  private ReportPage(String title) {
    page = new Html(title);
  }

  /**
   * Writes a report into a folder; an existing one is replaced once all of the new one is on disk,
   * the page last.
   *
   * @return the page's file
   * @throws CommandFailure when it cannot be written; no file of it is left then
   */
  public static Path write(ReportContent content, Path folder) {
    ReportPage report = new ReportPage(content.title());
    report.describe(content);
    Path file = folder.resolve(PAGE);
    Map<String, byte[]> files = new LinkedHashMap<>(report.figures);
    files.put(PAGE, report.page.end().getBytes(StandardCharsets.UTF_8));
    List<Path> unfinished = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        Path part = part(folder, entry.getKey());
        unfinished.add(part);
        Files.write(part, entry.getValue());
      }
      for (String name : files.keySet()) {
        Path whole = folder.resolve(name);
        Files.move(part(folder, name), whole, StandardCopyOption.REPLACE_EXISTING);
        unfinished.add(whole);
      }
      return file;
    } catch (IOException e) {
      unfinished.forEach(path -> remove(path, e));
      throw new CommandFailure("cannot write the report into %s: %s".formatted(folder, e), e);
    }
  }

  Html html() {
    return page;
  }

  /** A figure in the page, in a file of its own. */
  void figure(String file, String what, BufferedImage image) {
    figures(Map.of(file, image), Map.of(file, what));
  }

  /** Figures beside each other where there is room. */
  void figures(Map<String, BufferedImage> images, Map<String, String> whats) {
    images.forEach((file, image) -> figures.put(file, png(image)));
    page.figures(whats);
  }

  private void describe(ReportContent content) {
    Evaluation evaluation = content.evaluation().evaluation();
    page.lead(
        "Accuracy %s on %s %s (95 %% interval %s to %s), log loss %s, calibration error %s."
            .formatted(
                Numbers.percent(evaluation.accuracy()),
                Numbers.count(evaluation.images()),
                content.scored(),
                Numbers.percent(evaluation.interval().low()),
                Numbers.percent(evaluation.interval().high()),
                Numbers.loss(evaluation.logLoss()),
                Numbers.percent(evaluation.calibrationError())));
    page.facts(content.facts());
    ImageSections sections = new ImageSections(content, this);
    FigureSections figureSections = new FigureSections(content, this);
    sections.samples();
    sections.varied();
    figureSections.curves();
    figureSections.confusion();
    sections.predictions();
    sections.mistakes();
    figureSections.calibration();
    figureSections.network();
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Given the stream itself, ImageIO would write a file in the temporary folder first.
    try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", output);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  private static Path part(Path folder, String name) {
    return folder.resolve(name + ".part");
  }

  private static void remove(Path file, IOException reason) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
