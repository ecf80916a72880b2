package io.afterimage.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.cli.command.GreyImages;
import io.afterimage.cli.command.TestTerminal;
import io.afterimage.cli.console.Chromium.Look;
import io.afterimage.cli.installation.ConsoleChoice;
import io.afterimage.cli.installation.Installation;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.networks.RandomHeads;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.topics.TopicNames;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A person at the console, in a real browser, on a real broker: images appear, some are labelled by
 * keyboard, a run begins, the gate decides, the version changes and is rolled back, a refused image
 * is sent again. Screenshots of every page are in {@code target/console}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleBrowserIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path PICTURES = Path.of("target/console");
  private static final int OF_EACH = 20;

  @TempDir static Path folder;

  private static Installation installation;
  private static Chromium browser;
  private static Path images;
  private static String first;
  private static boolean produced;

  @BeforeAll
  static void start() throws Exception {
    Chromium.require();
    produced = false;
    images = GreyImages.draw(folder.resolve("images"), OF_EACH);
    installation = Installation.start(folder.resolve("data"), 0, "");
    String address =
        installation
            .startConsole(new ConsoleChoice(true, Optional.of(0)), Map.of("console.person", "ada"))
            .orElseThrow();
    first = publishFirst();
    installation.startStream(folder.resolve("data"), Map.of("http.port", "0"));
    installation.startTrainer(folder.resolve("data"), trainerOptions());
    installation.awaitReady(LIMIT);
    browser = Chromium.at(address, PICTURES);
    browser.look(Look.LIGHT);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (installation != null) {
      installation.close();
    }
  }

  @Test
  @Order(1)
  void shouldShowImagesAsTheyAreClassified() {
    browser.open("/");

    produceOnce();

    // Of many at once, the page shows a fair sample: ten at a time.
    browser.awaitImages(10);
    browser.awaitText(".status", first);
  }

  @Test
  @Order(2)
  void shouldTakeLabelsByKeyboardAndTakeOneBack() {
    produceOnce();
    browser.open("/label");
    for (int given = 1; given <= 3; given++) {
      browser.awaitElement(".label-image[aria-busy=false]");
      browser.press("1");
      browser.awaitText("main", given + " label" + (given == 1 ? "" : "s") + " given here");
    }
    browser.press("u");
    browser.awaitText("main", "2 labels given here");

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(records(TopicNames.plain().labels()))
                    .filteredOn(label -> label.contains("\"ada\""))
                    .hasSize(4)
                    .filteredOn(label -> !label.contains("\"label\":"))
                    .hasSize(1));
  }

  @Test
  @Order(3)
  void shouldRunTheTrainingDecideAndRollBackWithAReason() {
    produceOnce();
    run("label", "--folder", images.toString());
    await()
        .atMost(LIMIT)
        .until(() -> browser.read("/api/system").contains("\"bufferPictures\":\"" + 2 * OF_EACH));
    browser.open("/versions");
    browser.pressButton("Train…");
    browser.giveReason("enough labels are there");
    browser.awaitElement("main progress");

    await().atMost(LIMIT).ignoreExceptions().until(() -> !browser.text(".status").contains(first));
    String second =
        (String) browser.evaluate("return document.querySelector('.status a').textContent");
    browser.awaitText("main", "enough labels are there");

    browser.open("/versions/" + second);
    browser.awaitText("main", "The gate");
    browser.pressButton("Roll back…");
    browser.giveReason("to see it go back");
    browser.awaitText(".status", first);
    assertThat(records(TopicNames.plain().control()))
        .anyMatch(command -> command.contains("to see it go back") && command.contains("ada"));
  }

  @Test
  @Order(4)
  void shouldSendARefusedImageAgain() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(broken.resolve("notes.png"), "no image <script>alert(1)</script>");
    run("produce", broken.toString());

    browser.open("/refused");
    browser.awaitText("main", "notes.png");
    browser.pressButton("Send again notes.png");
    browser.giveReason("the camera was mended");

    browser.awaitText("main", "1 sent again");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(records(TopicNames.plain().images()))
                    .filteredOn(image -> image.startsWith("no image"))
                    .hasSize(2));
  }

  @ParameterizedTest
  @CsvSource({
    "/system, labelsHaveMarksOfTheirOwn",
    "/system, aStreamIsRenewedWithoutABreak",
    "/system, aCardIsShownOnce",
    "/system, aVersionThatAnswersAShareCanBePromotedOrEnded",
    "/system, aVersionThatWaitsCanBeApprovedOrRejected",
    "/system, aTrainerThatAnsweredIsHeard",
    "/label, keysAreForTheOpenDialog",
    "/label, theLinkToTheContentKeepsThePage",
  })
  @Order(5)
  void shouldDoWhatItsPartsPromise(String page, String part) {
    browser.open(page);
    browser.awaitElement(".status a");

    assertThat(browser.play(part)).isEmpty();
  }

  @Test
  @Order(9)
  void shouldBeUsableByEverybodyOnEveryPage() throws IOException {
    produceOnce();
    run("produce", GreyImages.draw(folder.resolve("more/of-today"), 3).getParent().toString());
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, String> page : pages("dark/0.png").entrySet()) {
      browser.open(page.getValue());
      browser.awaitElement("main h1");
      for (Look look : Look.values()) {
        browser.look(look);
        browser.awaitQuiet();
        browser.picture(page.getKey() + "-" + look.name().toLowerCase(Locale.ROOT));
        // The theme changes nothing but colours.
        (look == Look.DARK ? browser.violationsOfColours() : browser.violations())
            .forEach(v -> found.add(page.getKey() + " " + look + ": " + v));
      }
    }

    assertThat(found).isEmpty();
    assertThat(browser.faults().filter(fault -> fault.contains("Content Security Policy")))
        .isEmpty();
  }

  private static Map<String, String> pages(String image) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("live", "/");
    pages.put("image", "/images/" + URLEncoder.encode(image, StandardCharsets.UTF_8));
    pages.put("label", "/label");
    pages.put("label-several", "/label?view=grid");
    pages.put("label-suspects", "/label?tab=suspects");
    pages.put("label-mine", "/label?tab=mine");
    pages.put("versions", "/versions");
    pages.put("version", "/versions/" + first);
    pages.put("learning", "/learning");
    pages.put("refused", "/refused");
    pages.put("system", "/system");
    pages.put("nothing", "/no/such/page");
    return pages;
  }

  /** So that each test can also run without those before it. */
  private static void produceOnce() {
    if (!produced) {
      run("produce", images.toString());
      produced = true;
    }
  }

  private static String publishFirst() {
    try (ModelPublisher publisher =
        ModelPublisher.open(
            installation.target().clients(),
            TopicNames.plain(),
            "afterimage-publisher",
            LIMIT,
            InstantSource.system())) {
      return publisher
          .publish(new RandomHeads(List.of("dark", "striped"), InputSpec.square(32)).withHead(1))
          .modelVersion();
    }
  }

  private static Map<String, String> trainerOptions() {
    return Map.ofEntries(
        Map.entry("http.port", "0"),
        Map.entry("training.size", "32"),
        Map.entry("training.minimum.per.class", "2"),
        Map.entry("freeze.epochs", "10"),
        Map.entry("freeze.learning.rate", "0.01"),
        Map.entry("fine.tune.epochs", "0"),
        Map.entry("trigger.new.labels", "0"),
        Map.entry("refresh.new.labels", "0"),
        Map.entry("split.validation", "0.2"),
        Map.entry("split.test", "0.2"),
        Map.entry("gate.minimum.pictures", "1"),
        Map.entry("gate.minimum.recall", "0"),
        Map.entry("gate.margin", "0.49"));
  }

  private static void run(String... command) {
    TestTerminal terminal = TestTerminal.at(installation.target().bootstrapServers());
    assertThat(terminal.run(command)).as(terminal.out() + terminal.err()).isZero();
  }

  private static List<String> records(String topic) {
    List<String> values = new ArrayList<>();
    try (TopicReader reader = installation.target().reader(List.of(topic), From.EARLIEST)) {
      reader.readToEnd(
          LIMIT,
          () -> false,
          record ->
              values.add(
                  record.value() == null
                      ? ""
                      : new String(record.value(), StandardCharsets.UTF_8)));
    }
    return values;
  }
}
