package io.afterimage.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** Debian's Chromium, as a person at the console uses it: by the keyboard. */
final class Chromium implements AutoCloseable {

  /** How a page is looked at. */
  enum Look {
    LIGHT(1280, 900, "light"),
    DARK(1280, 900, "dark"),
    PHONE(360, 740, "light");

    private final int width;
    private final int height;
    private final String scheme;

    Look(int width, int height, String scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }
  }

  /** More than any page has places where Tab stops. */
  private static final int MOST_STOPS = 200;

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private final ChromeDriver driver;
  private final String address;
  private final Path pictures;

  private Chromium(ChromeDriver driver, String address, Path pictures) {
    this.driver = driver;
    this.address = address;
    this.pictures = pictures;
  }

  /** Skips the test where there is no Chromium. */
  static void require() {
    assumeThat(Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER))
        .as("chromium and chromedriver in /usr/bin (apt-get install chromium chromium-driver)")
        .isTrue();
  }

  /** Opens a browser for a console; screenshots go into a folder. */
  static Chromium at(String address, Path pictures) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    options.setScriptTimeout(LIMIT);
    File executable = DRIVER.toFile();
    return new Chromium(
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(executable).build(), options),
        address,
        pictures);
  }

  /** Goes to a page by its address. */
  void open(String path) {
    driver.get(address + path.substring(1));
  }

  /** Sets the width and the colours. */
  void look(Look look) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            look.width,
            "height",
            look.height,
            "deviceScaleFactor",
            1,
            "mobile",
            look == Look.PHONE));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", look.scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** Presses keys, wherever the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Waits for a button with this text, goes to it with Tab alone and presses Enter. */
  void pressButton(String text) {
    By button = By.xpath("//button[contains(normalize-space(.), '" + text + "')]");
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> !driver.findElements(button).isEmpty() && tabTo(button));
    press(Keys.ENTER);
  }

  /** Gives the reason that an open dialog asks for, where its focus is, and confirms. */
  void giveReason(String reason) {
    find(By.cssSelector("dialog[open] textarea"));
    press(reason);
    By confirm = By.cssSelector("dialog[open] button[type=submit]");
    await().atMost(LIMIT).ignoreExceptions().until(() -> tabTo(confirm));
    press(Keys.ENTER);
    await().atMost(LIMIT).until(() -> driver.findElements(By.cssSelector("dialog")).isEmpty());
  }

  private boolean tabTo(By element) {
    for (int i = 0; i < MOST_STOPS; i++) {
      press(Keys.TAB);
      if (driver.findElements(element).contains(driver.switchTo().activeElement())) {
        return true;
      }
    }
    return false;
  }

  /** Waits for text on the page. */
  void awaitText(String css, String text) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(driver.findElement(By.cssSelector(css)).getText()).contains(text));
  }

  /** Waits for an element. */
  void awaitElement(String css) {
    find(By.cssSelector(css));
  }

  /** Waits until the images of the page are shown. */
  void awaitImages(int least) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                (Long)
                        driver.executeScript(
                            "return [...document.querySelectorAll('main img')]"
                                + ".filter(i => i.complete && i.naturalWidth > 1).length")
                    >= least);
  }

  /** Waits until nothing is being read any more. */
  void awaitQuiet() {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                (Boolean)
                    driver.executeScript(
                        "return !document.querySelector('main .skeleton')"
                            + " && [...document.querySelectorAll('main img')]"
                            + ".every(i => i.complete || i.loading === 'lazy')"));
  }

  /** What the console answers at a path, to the page that is open. */
  String read(String path) {
    return (String)
        driver.executeAsyncScript(
            "fetch(arguments[0]).then((answer) => answer.text()).then(arguments[1])", path);
  }

  /** What a script returns. */
  Object evaluate(String script) {
    return driver.executeScript(script);
  }

  /**
   * Runs a case of {@code console-parts.js} in the page that is open; says why it failed, if so.
   */
  String play(String part) {
    return (String)
        driver.executeAsyncScript(
            resource("/console-parts.js")
                + """
                const done = arguments[1];
                cases[arguments[0]]().then(() => done(''), (fault) => done(String(fault)));
                """,
            part);
  }

  /** The text of the first such element. */
  String text(String css) {
    return find(By.cssSelector(css)).getText();
  }

  /** Writes a screenshot. */
  void picture(String name) {
    try {
      Files.createDirectories(pictures);
      Files.write(pictures.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What axe-core finds wrong with the page's colours. */
  List<String> violationsOfColours() {
    return violations("'color-contrast', 'link-in-text-block'", "rule");
  }

  /** What axe-core finds wrong with the page: the rule, the element, and what to do. */
  List<String> violations() {
    return violations(
        "'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'", "tag");
  }

  @SuppressWarnings("unchecked")
  private List<String> violations(String only, String kind) {
    driver.executeScript(resource("/axe.min.js"));
    return (List<String>)
        driver.executeAsyncScript(
            """
            const done = arguments[0];
            axe.run(document, { runOnly: { type: '%s', values: [%s] }, resultTypes: ['violations'] })
              .then((result) => done(result.violations.flatMap((rule) => rule.nodes.map((node) =>
                `${rule.id}: ${node.html.slice(0, 200)} — ${node.failureSummary}`))),
                (fault) => done([String(fault)]));
            """
                .formatted(kind, only));
  }

  /** Faults that the pages have logged, such as what the content security policy refused. */
  Stream<String> faults() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage);
  }

  @Override
  public void close() {
    driver.quit();
  }

  private WebElement find(By by) {
    AtomicReference<WebElement> found = new AtomicReference<>();
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              driver.findElements(by).stream()
                  .filter(WebElement::isDisplayed)
                  .findFirst()
                  .ifPresent(found::set);
              return found.get() != null;
            });
    return found.get();
  }

  private static String resource(String name) {
    try (InputStream script = Chromium.class.getResourceAsStream(name)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
