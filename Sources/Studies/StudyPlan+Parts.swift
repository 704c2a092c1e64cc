internal import Configuration

extension StudyPlan {
  /// The evaluations of a study that have one of some labels in a column.
  public struct Part: Sendable {
    /// The column: network, technology, an axis, or model.
    public let column: String
    /// A label of it.
    public let label: String

    /// Reads a part; nil if there is no column or no label.
    ///
    /// - Parameter text: COLUMN=LABEL.
    public init?(_ text: String) {
      guard let mark = text.firstIndex(of: "="), mark != text.startIndex else { return nil }
      column = String(text[..<mark])
      label = String(text[text.index(after: mark)...])
      guard !label.isEmpty else { return nil }
    }

    /// The part as it is read.
    public var text: String { "\(column)=\(label)" }
  }

  /// The study with a part of its evaluations, which have the results that they have in the whole.
  ///
  /// - Parameter parts: What to keep: of every column that is named the labels that are named, of the
  ///   others all. None keeps everything.
  /// - Returns: The plan of what is left, numbered anew.
  /// - Throws: `UsageError` if the study has no such column, or no such label there.
  public func keeping(_ parts: [Part]) throws -> StudyPlan {
    var kept = self
    for part in parts {
      guard let column = columns.firstIndex(of: part.column) else {
        throw UsageError(
          "--only \(part.text): the study has no column \"\(part.column)\"; accepted: "
            + columns.joined(separator: ", "))
      }
      let labels = points.map { $0.labels[column] }
      guard labels.contains(part.label) else {
        let names = labels.enumerated().filter { !labels[..<$0.offset].contains($0.element) }
        throw UsageError(
          "--only \(part.text): no \"\(part.label)\" in that column; accepted: "
            + names.map(\.element).joined(separator: ", "))
      }
      let accepted = Set(parts.filter { $0.column == part.column }.map(\.label))
      kept.points.removeAll { !accepted.contains($0.labels[column]) }
    }
    kept.points = kept.points.enumerated().map { $1.numbered($0) }
    return kept
  }
}

extension StudyPoint {
  /// The point with another number.
  fileprivate func numbered(_ index: Int) -> StudyPoint {
    StudyPoint(
      index: index, subject: subject, technology: technology, choices: choices,
      computation: computation, labels: labels)
  }
}
