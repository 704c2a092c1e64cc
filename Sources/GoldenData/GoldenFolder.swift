internal import Configuration
public import Foundation

/// A folder with a suite: `suite.h5`, `digest.json`, and the recipe and technologies it came from.
public struct GoldenFolder: Sendable {
  /// The name of the file of numbers.
  public static let numbersName = "suite.h5"
  /// The name of the digest.
  public static let digestName = "digest.json"
  /// The name of the recipe.
  public static let recipeName = "suite.toml"
  /// The name of a technology file; where a suite has several, each has a folder of its own.
  public static let technologyName = "technology.toml"
  /// The most bytes of the file of numbers.
  static let numbersLimit = 1 << 32
  /// The folder of the folders of technologies.
  public static let technologiesName = "technologies"

  /// The folder of the folders of arrays that a recipe names by their files.
  public static let arraysName = "arrays"

  /// The folder.
  public let url: URL
  /// The suite as it is stored.
  public let suite: GoldenSuite
  /// The digest as it is stored.
  public let digest: GoldenDigest
  /// The text of the recipe.
  public let recipeText: String
  /// What of the files the digest contradicts, one line each; none in an intact folder.
  public let disagreements: [String]

  /// Reads a folder and compares its files with its digest.
  ///
  /// - Parameter url: The folder.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` or `ArrayFileError` if one is
  ///   malformed or the numbers do not have their checksum. Well-formed files that contradict the digest
  ///   otherwise are ``disagreements``.
  public init(contentsOf url: URL) throws {
    self.url = url
    var files: [String: Data] = [:]
    func read(_ name: String) throws {
      let limit = name == Self.numbersName ? Self.numbersLimit : InputFile.recordLimit
      do {
        files[name] = try InputFile.data(of: url.appendingPathComponent(name), limit: limit)
      } catch let error as UnavailableError {
        throw UnavailableError(
          error.subject,
          reason: "\(error.reason); a suite has \(Self.digestName), \(Self.numbersName), "
            + "\(Self.recipeName) and its technologies")
      }
    }
    for name in [Self.digestName, Self.numbersName, Self.recipeName] { try read(name) }
    func place(_ name: String) -> String { url.appendingPathComponent(name).path }
    func bytes(_ name: String) -> Data { files[name] ?? Data() }
    digest = try GoldenDigest(data: bytes(Self.digestName), source: place(Self.digestName))
    // Damage can make the library of HDF5 read beyond the file: nothing is opened that does not have its
    // checksum.
    guard digest.files[Self.numbersName] == Checksum.of(bytes(Self.numbersName)) else {
      throw InputError(
        source: place(Self.numbersName),
        found: "bytes whose SHA-256 is not the one in \(Self.digestName)",
        accepted: "the file that `assay golden generate` made")
    }
    suite = try GoldenSuite(data: bytes(Self.numbersName), source: place(Self.numbersName))
    recipeText = String(decoding: bytes(Self.recipeName), as: UTF8.self)
    let copies = Self.files(of: suite.technologies)
    for name in copies.keys.sorted() { try read(name) }
    for name in digest.files.keys.sorted() where Self.isOfArray(name) { try read(name) }
    files[Self.digestName] = nil
    disagreements =
      Self.disagreements(digest, with: GoldenDigest(suite, files: files))
      + copies.keys.sorted().filter { files[$0] != copies[$0] }.map {
        "\($0): another text than \(Self.numbersName) carries"
      }
  }

  /// The place of a technology file in the folder.
  ///
  /// - Parameters:
  ///   - key: The key of the technology.
  ///   - count: The number of technologies of the suite.
  /// - Returns: The path of the file, relative to the folder.
  public static func technologyPath(_ key: String, of count: Int) -> String {
    count == 1 ? technologyName : "\(technologiesName)/\(key)/\(technologyName)"
  }

  /// The folder of an array of its own files.
  ///
  /// - Parameter key: The name of the array.
  /// - Returns: The path of the folder, relative to that of the suite.
  public static func arrayPath(_ key: String) -> String { "\(arraysName)/\(key)" }

  /// Whether a path that a digest lists is that of a file of an array, and stays in the folder.
  private static func isOfArray(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0] == arraysName
      && GoldenTechnology.isKey(String(parts[1])) && parts[2].hasSuffix(".npy")
      && parts[2].dropLast(4).allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
  }

  /// The files that hold technologies: their own, and those that they name, beside them.
  ///
  /// - Parameter technologies: The technologies of a suite.
  /// - Returns: The bytes of every file by its path, relative to the folder.
  public static func files(of technologies: [GoldenTechnology]) -> [String: Data] {
    var files: [String: Data] = [:]
    for technology in technologies {
      let path = technologyPath(technology.key, of: technologies.count)
      files[path] = Data(technology.text.utf8)
      for (name, text) in technology.resources {
        files[String(path.dropLast(technologyName.count)) + name] = Data(text.utf8)
      }
    }
    return files
  }

  private static func disagreements(
    _ stored: GoldenDigest, with actual: GoldenDigest
  ) -> [String] {
    var found: [String] = []
    for name in Set(stored.files.keys).union(actual.files.keys).sorted()
    where stored.files[name] != actual.files[name] {
      found.append("\(name): its SHA-256 is not the one in \(digestName)")
    }
    for (key, left, right) in [
      ("suite", stored.suite, actual.suite), ("simulator", stored.simulator, actual.simulator),
      ("generator", stored.generator, actual.generator),
      ("fingerprint", stored.fingerprint, actual.fingerprint),
    ] where left != right {
      found.append("\(digestName): \(key) is \"\(left)\", \(numbersName) has \"\(right)\"")
    }
    if stored.cases.map(\.slug) != actual.cases.map(\.slug) {
      found.append("\(digestName): other cases than \(numbersName) has")
    }
    for item in actual.cases {
      guard let summary = stored.cases.first(where: { $0.slug == item.slug }) else { continue }
      let parts = summary.disagreements(with: item)
      guard !parts.isEmpty else { continue }
      found.append(
        "case \(item.slug): \(parts.joined(separator: ", ")) of \(numbersName) "
          + "\(parts.count == 1 ? "is" : "are") not what \(digestName) records")
    }
    return found
  }
}

extension GoldenSuite {
  /// Reads a suite from its folder; a suite that contradicts its digest is refused.
  ///
  /// - Parameter folder: The folder with `suite.h5` and `digest.json`.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` or `ArrayFileError` if one is
  ///   malformed or is not what the digest records.
  public init(contentsOf folder: URL) throws {
    let stored = try GoldenFolder(contentsOf: folder)
    if let first = stored.disagreements.first {
      throw InputError(
        source: folder.path, found: first,
        accepted: "files that `assay golden generate` made; see `assay golden verify`")
    }
    self = stored.suite
  }
}
