package io.afterimage.client.labels;

import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads CVAT's export "CVAT for images 1.1": an {@code image} element per image, whose {@code tag}
 * is the label of the whole image. Boxes and other shapes inside an image are not labels of it.
 */
public final class CvatXml {

  private CvatXml() {}

  /**
   * Reads the file.
   *
   * @param by who says so
   * @param at when it was said
   * @throws CommandFailure when the file cannot be read, or is not such an export
   */
  public static LabelSource read(Path file, Optional<String> by, Instant at) {
    List<Label> labels = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    long images = 0;
    try (InputStream bytes = Files.newInputStream(file)) {
      XMLStreamReader xml = factory().createXMLStreamReader(bytes);
      String image = "";
      List<String> tags = new ArrayList<>();
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("image")) {
          images++;
          image = attribute(xml, "name");
          tags.clear();
        } else if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("tag")) {
          tags.add(attribute(xml, "label"));
        } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("image")) {
          add(image, tags, by, at, labels, problems);
        }
      }
    } catch (XMLStreamException e) {
      throw new CommandFailure("%s is not XML: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandFailure("cannot read %s: %s".formatted(file, e), e);
    }
    if (images == 0) {
      throw new CommandFailure(
          file
              + " names no images: export from CVAT as 'CVAT for images 1.1' and give"
              + " annotations.xml");
    }
    return new LabelSource(labels, problems, LabelCsv.alike(labels));
  }

  private static void add(
      String image,
      List<String> tags,
      Optional<String> by,
      Instant at,
      List<Label> labels,
      List<String> problems) {
    if (image.isEmpty() || tags.size() != 1) {
      problems.add(
          image.isEmpty()
              ? "an image has no name"
              : "image %s has %s, one is a label"
                  .formatted(image, tags.isEmpty() ? "no tag" : "the tags " + tags));
      return;
    }
    try {
      labels.add(new Label(image, LabelText.of(tags.get(0)), by, Optional.of(at)));
    } catch (IllegalArgumentException e) {
      problems.add("image %s: %s".formatted(image, e.getMessage()));
    }
  }

  /** Nothing outside the file is read, whatever it names. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  private static String attribute(XMLStreamReader xml, String name) {
    return Optional.ofNullable(xml.getAttributeValue(null, name)).map(String::strip).orElse("");
  }
}
