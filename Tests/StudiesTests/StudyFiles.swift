import ArrayStorage
import Crossbars
import Foundation
import NetworkTestSupport
import Studies
import TestSupport

/// A folder with a small study: a network of two layers, two technologies and an axis.
struct StudyFiles {
  let folder: TemporaryFolder

  static let technology = plainTechnology(onResistance: "10e3")

  static let study = """
    schema = 1
    name = "small"
    limit = 12
    technologies = ["plain.toml", "long.toml"]

    [[network]]
    name = "net"
    file = "net.onnx"
    dataset = "npy:x.npy,y.npy"

    [[axis]]
    name = "rows"
    mapping = ["tile.rows"]
    values = [8, 16]

    [[axis]]
    name = "off over on"
    technology = ["cell.off_resistance_ohm"]
    times = "cell.on_resistance_ohm"
    values = [10, 2.5]

    [[model]]
    name = "ideal"
    solver = "ideal"

    [[model]]
    name = "fcm"

    """

  init() throws {
    folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 5, stream: 1)
    var model = ModelBuilder(input: [20])
    func constant(_ shape: [Int]) -> String {
      model.constant(
        shape, (0..<shape.reduce(1, *)).map { _ in Float(0.5 * generator.normal()) })
    }
    let (first, second) = (constant([20, 14]), constant([14, 6]))
    model.node("MatMul", [first], name: "first")
    model.node("Relu")
    model.node("MatMul", [second], name: "second")
    try model.data().write(to: folder.file("net.onnx"))
    let pixels = (0..<40 * 20).map { _ in Float(generator.uniform()) }
    try NPYFile.writeFloats(shape: [40, 20], pixels, to: folder.file("x.npy"))
    try NPYFile.write(
      shape: [40], (0..<40).map { Double($0 % 6) }, to: folder.file("y.npy"))
    try write("plain.toml", Self.technology)
    try write(
      "long.toml",
      Self.technology.replacingOccurrences(
        of: "resistance_ohm = 5\n", with: "resistance_ohm = 50\n"))
    try write("study.toml", Self.study)
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.file(name))
  }

  /// Replaces a part of the study.
  func edit(_ old: String, _ new: String) throws {
    let text = try String(contentsOf: folder.file("study.toml"), encoding: .utf8)
    precondition(text.contains(old), "no \(old)")
    try write("study.toml", text.replacingOccurrences(of: old, with: new))
  }

  func plan() throws -> StudyPlan {
    try StudyPlan(contentsOf: folder.file("study.toml"), program: "the test")
  }

  /// All files of a folder with their bytes.
  func contents(of name: String) throws -> [String: Data] {
    let place = folder.file(name)
    let names = try FileManager.default.subpathsOfDirectory(atPath: place.path)
    return try names.reduce(into: [:]) { found, name in
      let file = place.appendingPathComponent(name)
      if (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
        found[name] = try Data(contentsOf: file)
      }
    }
  }
}
