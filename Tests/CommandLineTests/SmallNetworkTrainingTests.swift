import Foundation
import TestSupport
import Testing

/// `assay train` on a trained network of the shared data, for some steps.
struct SmallNetworkTrainingTests {
  @Test(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
  func `some steps give LeNet-5 back a part of what coarse converters take`() throws {
    let place = try Workplace()
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..")
      .standardizedFileURL
    try place.write(
      "recipe.toml",
      """
      schema = 1
      steps = 30
      batch = 64
      seed = 1
      [optimizer]
      kind = "adamw"
      rate = 1e-3
      [schedule]
      kind = "one-cycle"
      warmup = 0.1
      [loss]
      teacher = 0.5
      temperature = 2.0
      """)
    func images(_ name: String) -> String {
      let stem = ReferenceData.file("fashion-mnist/\(name)").path
      return "idx:\(stem)-images-idx3-ubyte.gz,\(stem)-labels-idx1-ubyte.gz"
    }
    let made = try place.run([
      "train", "--network", ReferenceData.network("fashion-mnist-lenet5").path,
      "--dataset", images("train"), "--limit", "2000",
      "--technology", "\(root.path)/netlists/technologies/ohmic-100k.toml",
      "--model-kind", "linear", "--mapping",
      "\(root.path)/netlists/mappings/one-range-64-adc4.toml",
      "--recipe", "recipe.toml", "--validation", images("t10k"), "--validation-limit", "1000",
      "--output", "trained.onnx", "--json",
    ])
    try #require(made.status == 0, "\(made.errors)")
    let told = try #require(made.json() as? [String: Any])
    let change = try #require(told["change"] as? [String: Double])
    #expect(try #require(change["lower"]) > 0, "\(told)")
    let after = try #require(told["after"] as? [String: Any])
    #expect(after["images"] as? Int == 1000)
  }
}
