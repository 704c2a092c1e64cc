import Configuration
import Foundation
import Records
import Testing

/// Files of converter ranges: they read back to the same bits, and what contradicts itself is refused.
@Suite struct ConverterRangesTests {
  private static let text = """
    {
      "chosen_by" : "nodal",
      "kind" : "converter ranges",
      "layers" : [
        {
          "inputs" : [ { "highest" : 127, "lowest" : -127, "step" : 0.03125 } ],
          "name" : "conv",
          "outputs" : [
            { "highest" : 200, "lowest" : -55, "polarity" : "positive", "slice" : 0,
              "step_ampere" : 1e-08 },
            { "highest" : 255, "lowest" : 0, "row_tile" : 1, "step_ampere" : 2e-08, "stream" : 3 }
          ]
        },
        {
          "feedback_resistance_ohm" : 20000,
          "inputs" : [ { "highest" : 255, "lowest" : 0, "step" : 1e-40 } ],
          "name" : "fc",
          "outputs" : [ ]
        }
      ],
      "network" : { "file" : "n.onnx" },
      "schema" : 1
    }
    """

  private static func read(_ text: String) throws -> ConverterRanges {
    try ConverterRanges(Data(text.utf8), source: "r.json")
  }

  @Test func `ranges read back to the same bits`() throws {
    let ranges = try Self.read(Self.text)
    #expect(ranges.layers.map(\.name) == ["conv", "fc"])
    #expect(ranges.layers[0].outputs.map(\.choices) == [2, 2])
    let copy = try ConverterRanges(ranges.encoded(), source: "r.json")
    #expect(copy == ranges)
    #expect(try copy.encoded() == ranges.encoded())
  }

  @Test(arguments: [
    ("\"schema\" : 1", "\"schema\" : 2", "key schema"),
    ("\"kind\" : \"converter ranges\"", "\"kind\" : \"evaluation\"", "key kind"),
    ("\"name\" : \"fc\"", "\"name\" : \"conv\"", "key layers[1].name"),
    ("\"stream\" : 3", "\"streem\" : 3", "key layers[0].outputs[1].streem"),
    ("\"stream\" : 3", "\"stream\" : -1", "key layers[0].outputs[1].stream"),
    ("\"stream\" : 3", "\"stream\" : 0.5", "r.json"),
    ("\"lowest\" : -127", "\"lowest\" : -128", "key layers[0].inputs[0].lowest"),
    ("\"step\" : 0.03125", "\"step\" : 0", "key layers[0].inputs[0].step"),
    ("\"step\" : 0.03125", "\"step\" : -1", "key layers[0].inputs[0].step"),
    ("\"step\" : 0.03125", "\"step\" : 1e999", "r.json"),
    ("\"step_ampere\" : 1e-08", "\"step_ampere\" : 0", "key layers[0].outputs[0].step_ampere"),
    ("\"highest\" : 200", "\"highest\" : -55", "key layers[0].outputs[0].highest"),
    ("\"highest\" : 200", "\"highest\" : 90000000000", "highest"),
    ("\"polarity\" : \"positive\"", "\"polarity\" : \"both\"", "polarity"),
    (
      "\"row_tile\" : 1, \"step_ampere\" : 2e-08, \"stream\" : 3",
      "\"polarity\" : \"positive\", \"slice\" : 0, \"step_ampere\" : 2e-08",
      "key layers[0].outputs[1].slice"
    ),
    (
      "\"feedback_resistance_ohm\" : 20000", "\"feedback_resistance_ohm\" : -1",
      "key layers[1].feedback_resistance_ohm"
    ),
    (
      "\"outputs\" : [ ]",
      "\"outputs\" : [ { \"highest\" : 255, \"lowest\" : 0, \"step_ampere\" : 2e-08 } ]",
      "key layers[1].outputs"
    ),
    ("[ { \"highest\" : 255, \"lowest\" : 0, \"step\" : 1e-40 } ]", "[ ]", "key layers[1].inputs"),
    ("\"file\" : \"n.onnx\"", "\"file\" : \"n.onnx\", \"sha256\" : \"f00\"", "key network.sha256"),
  ])
  func `what contradicts itself is refused by key`(old: String, new: String, key: String) throws {
    let changed = Self.text.replacing(old, with: new)
    try #require(changed != Self.text)
    let error = try #require(throws: InputError.self) { try Self.read(changed) }
    #expect("\(error)".contains(key), "\(error)")
  }
}
