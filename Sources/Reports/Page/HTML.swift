internal import Configuration

/// A piece of HTML whose text is escaped by construction.
///
/// Only this type's own functions write markup, so no name from a file can become an element.
public struct HTML: Sendable, Equatable {
  /// The markup.
  public private(set) var source: String

  /// Nothing.
  public static let empty = HTML(source: "")

  private init(source: String) {
    self.source = source
  }

  /// Text, with every character that HTML gives a meaning to escaped.
  ///
  /// - Parameter text: What a reader shall see.
  /// - Returns: The escaped text.
  public static func text(_ text: String) -> HTML {
    HTML(source: escaped(text))
  }

  /// Markup that another program wrote, such as a figure; it is not escaped.
  static func trusted(_ markup: String) -> HTML {
    HTML(source: markup)
  }

  /// An element with its content.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: HTML...
  ) -> HTML {
    element(name, attributes, content)
  }

  /// An element with a list of pieces as its content.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: [HTML]
  ) -> HTML {
    let opening = attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    return HTML(source: "<\(name)\(opening)>\(content.map(\.source).joined())</\(name)>")
  }

  private static func escaped(_ text: String) -> String { PrintedText.lines(text).escaped }
}
