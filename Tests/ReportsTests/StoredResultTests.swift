import Configuration
import Foundation
import Reports
import TestSupport
import Testing

@Suite struct StoredResultTests {
  /// A result as `assay evaluate` writes it, shortened to one layer and one instance.
  private static let evaluation = """
    {
      "schema": 1, "kind": "evaluation",
      "network": {"file": "glyphs.onnx", "sha256": "00ff"},
      "data_set": "idx:a.gz,b.gz", "images": 1500,
      "calibration_data_set": "idx:a.gz,b.gz", "calibration_images": 128,
      "solver": "fcm", "model": {"file": "m.json"},
      "technology": {"name": "sinh-100k", "device": "sinh"},
      "mapping": {
        "tile": {"rows": 32, "columns": 48}, "weights": {"bits": 8}, "inputs": {"bits": 7},
        "adc": {"bits": 0}
      },
      "seed": 3,
      "digital": {"top1": {"count": 1451, "total": 1500, "value": 0.9673, "lower": 0.957, "upper": 0.975}},
      "trials": [{"trial": 0, "accuracy": {"top1":
        {"count": 1400, "total": 1500, "value": 0.9333, "lower": 0.919, "upper": 0.945}}}],
      "summary": {"top1": {"mean": 0.9333, "lower": 0.92, "upper": 0.946}},
      "layers": [{"name": "conv<1>", "kind": "Conv", "inputs": 9, "outputs": 8, "groups": 1,
        "is_digital": false, "arrays": 2, "relative_error": 0.0123}]
    }
    """

  private func file(_ text: String) throws -> URL {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "result-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: url)
    return url
  }

  @Test func `an evaluation shows its accuracy, loss, layers and provenance`() async throws {
    let url = try file(Self.evaluation)
    defer { try? FileManager.default.removeItem(at: url) }
    let page = try ReportPage(
      title: "t", results: [try StoredResult(contentsOf: url)], program: "assay test")
    let html = try await page.html()
    for text in [
      "93.33", "[92.00, 94.60]", "3.40", "conv&lt;1&gt;", "9 × 8", "1.23 %", "32 × 48 arrays",
      "SHA-256 00ff", "assay test", "ADC none",
    ] {
      #expect(html.contains(text), "the page does not show \(text)")
    }
  }

  @Test func `an evaluation says which converters stood behind the columns`() async throws {
    let url = try file(
      Self.evaluation.replacing("\"adc\": {\"bits\": 0}", with: "\"adc\": {}")
        .replacing("\"seed\": 3", with: "\"converter\": \"means of a stochastic one\", \"seed\": 3")
    )
    defer { try? FileManager.default.removeItem(at: url) }
    let html = try await ReportPage(
      title: "t", results: [try StoredResult(contentsOf: url)], program: "assay test"
    ).html()
    #expect(html.contains("column converters: means of a stochastic one"))
  }

  @Test(arguments: [
    ("\"solver\": \"fcm\",", "", "key solver: the key is missing"),
    ("\"images\": 1500,", "\"images\": \"many\",", "key images"),
    ("\"value\": 0.9673", "\"value\": 96.73", "share of images outside 0 to 1"),
    ("\"kind\": \"evaluation\"", "\"kind\": \"novel\"", "key kind: \"novel\""),
    ("\"schema\": 1", "\"schema\": 2", "key schema: 2"),
    ("\"seed\"", "seed", "not a JSON object"),
  ])
  func `a malformed result is refused with its file and key`(
    found: String, replacement: String, complaint: String
  ) throws {
    let url = try file(Self.evaluation.replacing(found, with: replacement))
    defer { try? FileManager.default.removeItem(at: url) }
    let error = #expect(throws: InputError.self) { try StoredResult(contentsOf: url) }
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "none")")
    #expect(error?.description.contains(url.path) == true)
  }

  @Test func `a missing result is unavailable`() {
    #expect(throws: UnavailableError.self) {
      try StoredResult(contentsOf: URL(fileURLWithPath: "/no/such/result.json"))
    }
  }
}
