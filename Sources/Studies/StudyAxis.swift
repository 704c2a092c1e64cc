public import Configuration

/// Something of technologies and mappings that a study varies.
public struct StudyAxis: Sendable {
  /// A file that a key stands in.
  public enum Subject: String, Sendable {
    case technology, mapping
  }

  /// Another value of one key.
  public struct Change: Sendable, Equatable {
    /// The file of the key.
    public var subject: Subject
    /// The names of the tables, and the key.
    public var path: [String]
    /// The value, or the factor on ``base``.
    public var value: ConfigurationValue
    /// The key of the same file that is multiplied by the value; nil for the value itself.
    public var base: [String]?

    /// The change for people.
    var text: String {
      let factor = base.map { " × \($0.joined(separator: "."))" } ?? ""
      return "\(path.joined(separator: ".")) = \(value.plain ?? value.explained)\(factor)"
    }

    /// The change with all that tells it from others.
    var identity: String { "\(subject.rawValue) \(path) \(value) \(base ?? [])" }
  }

  /// One place on the axis.
  public struct Choice: Sendable {
    /// What tables call it.
    public var label: String
    /// The values that it stands for.
    public var changes: [Change]
  }

  /// The name of the axis, a column of the tables.
  public var name: String
  /// The places, in order.
  public var choices: [Choice]
}
