public import Foundation

/// The trained networks and data sets that some tests need.
public enum ReferenceData {
  /// The folder named by ASSAY_DATA, or the one beside the package.
  public static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["ASSAY_DATA"] {
      return URL(fileURLWithPath: path)
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/data").standardizedFileURL
  }()

  /// Whether it is there.
  public static let isPresent = FileManager.default.fileExists(
    atPath: folder.appendingPathComponent("networks").path)

  /// Why a test that needs it is skipped.
  public static let absence = "ASSAY_DATA does not name the folder of networks and data sets"

  /// One of its files.
  public static func file(_ path: String) -> URL { folder.appendingPathComponent(path) }

  /// The file of a network.
  public static func network(_ name: String) -> URL { file("networks/\(name).onnx") }

  /// The test set that a network was trained for.
  public static func testSet(of network: String) -> String {
    let root = folder.path
    if network.hasPrefix("cifar10") { return "cifar10:\(root)/cifar10/test_batch.bin" }
    if network.hasPrefix("imagenet") {
      let stem = "\(root)/imagenet-sample/val200"
      return "idx:\(stem)-images-idx4-ubyte.gz,\(stem)-labels-idx1-short.gz"
    }
    let stem = "\(root)/\(network.hasPrefix("fashion") ? "fashion-mnist" : "mnist")/t10k"
    return "idx:\(stem)-images-idx3-ubyte.gz,\(stem)-labels-idx1-ubyte.gz"
  }
}
