import Configuration
import Foundation
import Records
import Reports
import TestSupport
import Testing

@Suite struct StoredResultTests {
  /// A result as `assay evaluate` writes it, shortened to one layer and one instance.
  private static let evaluation = """
    {
      "schema": 1, "kind": "evaluation",
      "network": {
        "file": "glyphs.onnx",
        "sha256": "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"
      },
      "data_set": "idx:a.gz,b.gz", "images": 1500,
      "calibration_data_set": "idx:a.gz,b.gz", "calibration_images": 128,
      "solver": "fcm", "model": {"file": "m.json"},
      "fast_model": {"kind": "linear", "name": "linear", "reason": "the member of the file"},
      "technology": {
        "name": "sinh-100k", "topology": "1R", "device": "sinh", "sinh_voltage_volt": 0.25,
        "parts": [], "unselected_rows": "grounded", "drive": "single", "sense": "bottom",
        "row_segment_resistance_ohm": 2.5, "column_segment_resistance_ohm": 2.5,
        "driver_resistance_ohm": 500, "sense_resistance_ohm": 100, "read_voltage_volt": 0.25,
        "temperature_celsius": 27, "on_resistance_ohm": 1e5, "off_resistance_ohm": 6e5,
        "levels": 0, "variation": "none", "variation_sigma": 0
      },
      "mapping": {
        "tile": {"rows": 32, "columns": 48},
        "weights": {
          "bits": 8, "bits_per_cell": 8, "encoding": "differential", "scale": "layer"
        },
        "inputs": {"bits": 7, "bits_per_stream": 7},
        "adc": {"bits": 0, "range": "calibrated", "reads": "column"},
        "gain": "none", "digital_layers": []
      },
      "seed": 3,
      "digital": {"top1": {
        "count": 1451, "total": 1500, "value": 0.9673333333333334, "lower": 0.95707623198922,
        "upper": 0.9752028934309839
      }},
      "trials": [{
        "trial": 0,
        "accuracy": {"top1": {
          "count": 1400, "total": 1500, "value": 0.9333333333333333,
          "lower": 0.9195706783794176, "upper": 0.9448821483297584
        }},
        "agreement": {
          "count": 1450, "total": 1500, "value": 0.9666666666666667,
          "lower": 0.9563241640542839, "upper": 0.9746250339402134
        }
      }],
      "summary": {
        "top1": {
          "mean": 0.9333333333333333, "lower": 0.9195706783794176, "upper": 0.9448821483297584
        },
        "agreement": {
          "mean": 0.9666666666666667, "lower": 0.9563241640542839, "upper": 0.9746250339402134
        },
        "top1_change": -0.03400000000000003
      },
      "layers": [{
        "name": "conv<1>", "kind": "Conv", "inputs": 9, "outputs": 8, "groups": 1,
        "is_digital": false, "arrays": 2, "output_ranges": [], "relative_error": 0.0123
      }]
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
      "93.33", "[91.96, 94.49]", "3.40", "conv&lt;1&gt;", "9 × 8", "1.23 %", "32 × 48 arrays",
      "SHA-256 00ff00ff", "assay test", "ADC none",
    ] {
      #expect(html.contains(text), "the page does not show \(text)")
    }
  }

  /// The page of one result.
  private func page(of result: String) async throws -> String {
    let url = try file(result)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await ReportPage(
      title: "t", results: [try StoredResult(contentsOf: url)], program: "assay test"
    ).html()
  }

  @Test func `a report begins with the interval, what computed it and what it holds for`()
    async throws
  {
    let html = try await page(of: Self.evaluation)
    let top = try #require(html.range(of: "percentage points below")).lowerBound
    for text in [
      "top-1 93.33 % [91.96, 94.49], -3.40 points against the digital network.",
      "No audit was asked for: intervals are of images alone, not of the model&#39;s error.",
      "linear, the member of the file, as fitted in m.json", ">sinh-100k<", ">32 × 48<",
      "weights 8, inputs 7", ">none<",
    ] {
      let place = try #require(html.range(of: text), "the page does not show \(text)")
      #expect(place.lowerBound < top, "\(text) is below the table of accuracies")
    }
  }

  @Test func `a report quotes the model's part beside the interval that includes it`() async throws
  {
    var result = try EvaluationResult(Data(Self.evaluation.utf8), source: "r.json")
    result.fastModel?.selection = ModelSelection(
      tolerance: 1e-3, arrays: 2, vectors: 8,
      candidates: [
        .init(
          settings: CoreSettings(.linear), name: "linear", error: 4.4e-5, products: 1,
          reason: "the cheapest member within the tolerance")
      ])
    result.audit = CurrentAudit(
      tolerance: 1e-3, readsPerLayer: 8, images: 10,
      layers: [
        CurrentAudit.Layer(
          name: "conv<1>", reads: 8, arrays: 2, relativeError: 1e-4, medianReadError: 1e-4,
          worstReadError: 1e-3, readsBeyond: 0, errorLsb: nil, worstErrorLsb: nil,
          changedCodes: nil, isBeyond: false)
      ])
    var error = ModelError(
      injections: 8, images: 20, vectors: 320,
      outputs: .init(rms: 0.02, relative: 0.005, limit: 0.04))
    error.top1 = .init(shift: 0, halfWidth: 0.01)
    error.agreement = .init(shift: 0, halfWidth: 0.02)
    result.take(error)
    let html = try await page(of: String(decoding: result.encoded(), as: UTF8.self))
    let part = "top-1 ± 1.00 points, as digital ± 2.00 points"
    #expect(html.contains("top-1 93.33 % [90.96, 95.49]"))
    #expect(html.contains("of which the model: \(part)") && html.contains(">\(part)<"))
    #expect(!html.contains("No audit was asked for"))
    let member = "linear, 0.0044 % relative RMSE over the load, within the tolerance of 0.1 %"
    #expect(html.contains(member))
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

  /// What a model file said of the load, with the root mean square of two errors.
  private static func load(whole: String) -> String {
    """
    "reason": "the member of the file", "load": {
      "parts": [
        {"load": "two levels", "share": 0.75, "of_full_drive": 1e-5},
        {"load": "5 % on", "share": 0.25, "of_full_drive": 2e-6}
      ], "of_full_drive": \(whole), "rows": 64, "columns": 64, "is_outside": false
    }
    """
  }

  @Test func `an evaluation by a model file says on which load the error holds`() async throws {
    let reason = "\"reason\": \"the member of the file\""
    let url = try file(
      Self.evaluation.replacing(reason, with: Self.load(whole: "8.717797887081348e-06")))
    defer { try? FileManager.default.removeItem(at: url) }
    let html = try await ReportPage(
      title: "t", results: [try StoredResult(contentsOf: url)], program: "assay test"
    ).html()
    #expect(html.contains("two levels (75 % of the vectors), 5 % on (25 %)"))
    #expect(html.contains("states 0.00087 % of the mean current at full drive"))
    let wrong = try file(Self.evaluation.replacing(reason, with: Self.load(whole: "1e-6")))
    defer { try? FileManager.default.removeItem(at: wrong) }
    let error = #expect(throws: InputError.self) { try StoredResult(contentsOf: wrong) }
    #expect(error?.description.contains("fast_model.load.of_full_drive") == true)
  }

  @Test(arguments: [
    ("\"solver\": \"fcm\",", "", "key solver: the key is missing"),
    ("\"images\": 1500,", "\"images\": \"many\",", "key images"),
    ("\"value\": 0.9673333333333334", "\"value\": 96.73", "key digital.top1.value"),
    ("\"mean\": 0.9333333333333333", "\"mean\": 0.99", "key summary.top1.mean"),
    ("\"kind\": \"evaluation\"", "\"kind\": \"novel\"", "key kind: \"novel\""),
    ("\"schema\": 1", "\"schema\": 2", "key schema: schema 2"),
    ("\"seed\"", "seed", "not JSON: no key"),
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
