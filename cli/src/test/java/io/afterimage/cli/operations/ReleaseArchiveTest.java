package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the release archive link to nothing that it leaves out. */
class ReleaseArchiveTest {

  private static final Path ROOT = Path.of("..");
  private static final List<String> FOLDERS = List.of("", "docs", "infra", "examples");
  private static final Pattern INCLUDE = Pattern.compile("<include>([^<]+)</include>");
  private static final Pattern LOCAL_LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)\\s]*)?\\)");

  @Test
  void shouldHaveWhatItsPagesLinkTo() throws IOException {
    List<PathMatcher> included =
        matches(INCLUDE, Path.of("src/release/archive.xml"))
            .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
            .toList();
    List<String> missing = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      if (isIn(included, page)) {
        for (String link : matches(LOCAL_LINK, ROOT.resolve(page)).toList()) {
          links++;
          Path target = page.resolveSibling(link).normalize();
          boolean isFolder = Files.isDirectory(ROOT.resolve(target));
          if (!isIn(included, isFolder ? target.resolve("any") : target)) {
            missing.add(page + ": " + link);
          }
        }
      }
    }

    assertThat(missing).isEmpty();
    assertThat(links).isGreaterThan(100);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .forEach(file -> pages.add(ROOT.relativize(file)));
      }
    }
    return pages;
  }

  private static boolean isIn(List<PathMatcher> included, Path file) {
    return included.stream().anyMatch(matcher -> matcher.matches(file));
  }

  private static Stream<String> matches(Pattern pattern, Path file) throws IOException {
    List<MatchResult> found = pattern.matcher(Files.readString(file)).results().toList();
    return found.stream().map(match -> match.group(1));
  }
}
