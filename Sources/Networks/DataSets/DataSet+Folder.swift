internal import Configuration
internal import Foundation

extension DataSet {
  /// The largest list of labels: some million lines.
  private static let listLimit = 1 << 28

  /// Pictures in a folder, named with their classes in a text file of lines `FILE CLASS`.
  static func folder(_ folder: URL, labels file: URL, limit: Int?) throws -> DataSet {
    let text = try InputFile.text(
      of: file, limit: listLimit, accepted: "lines of FILE CLASS in UTF-8")
    var labels: [Int] = []
    var files: [Data] = []
    var bytes = 0
    var shape: [Int]?
    for (index, line) in lines(text).enumerated() {
      if let limit, labels.count == limit { break }
      if line.isEmpty { continue }
      guard let space = line.lastIndex(where: \.isWhitespace),
        let label = Int(line[line.index(after: space)...]), label >= 0
      else {
        throw InputError(
          source: file.path, location: "line \(index + 1)", found: "\"\(line.prefix(200))\"",
          accepted: "a file name, a space and a class from 0")
      }
      let url = folder.appendingPathComponent(
        line[..<space].trimmingCharacters(in: .whitespaces))
      try InputFile.requirePlain(url)
      // Decoded once to be checked, and again whenever it is wanted: as files they take a tenth of the memory.
      let data = try Picture.data(of: url)
      let picture = try Picture(data, source: url.path)
      let expected = shape ?? picture.shape
      guard picture.shape == expected else {
        throw InputError(
          source: url.path, found: "the shape \(picture.shape)",
          accepted: "\(expected), as the first picture")
      }
      shape = expected
      labels.append(label)
      files.append(data)
      bytes += data.count
      guard bytes <= byteLimit else {
        throw InputError(
          source: file.path, found: "pictures of more than \(byteLimit) bytes", accepted: "fewer")
      }
    }
    return try DataSet(
      source: folder.path, imageShape: shape ?? [0, 0, 0], labels: labels, values: .pictures(files))
  }

  /// The lines of a text without the blanks around them; with the ends of lines of any system.
  private static func lines(_ text: String) -> [String] {
    // Some editors write a mark in front, which is no part of the first name.
    let scalars = text.unicodeScalars.drop { $0 == "\u{FEFF}" }
    var lines: [String] = [""]
    var previous: Unicode.Scalar?
    for scalar in scalars {
      switch scalar {
      case "\n" where previous == "\r": break
      case "\n", "\r": lines.append("")
      default: lines[lines.count - 1].unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    return lines.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
