import Reports
import Testing

@Suite struct TableTests {
  @Test(arguments: [
    (2.5, "Ω", 4, "2.500 Ω"), (100_000, "Ω", 4, "100.0 kΩ"), (3.2e-14, "A", 3, "32.0 fA"),
    (0, "A", 4, "0 A"), (-1.5e-6, "A", 2, "-1.5 µA"), (999.96, "Ω", 4, "1.000 kΩ"),
    (2e-21, "A", 2, "2.0·10⁻⁶ fA"),
  ])
  func `a quantity keeps its digits and its prefix`(
    value: Double, unit: String, digits: Int, text: String
  ) {
    #expect(quantity(value, unit, digits: digits) == text)
  }

  @Test(arguments: [(0.9673, "96.7 %"), (3.7e-9, "3.70·10⁻⁷ %"), (0, "0 %")])
  func `a percentage is readable at any size`(share: Double, text: String) {
    #expect(percent(share) == text)
  }

  @Test func `the loss is the digital share minus the row's`() {
    let table = AccuracyTable(
      rows: [
        .init(name: "digital", images: 1500, topOne: 1451.0 / 1500),
        .init(name: "fcm", images: 1500, topOne: 1400.0 / 1500, interval: 0.92...0.945),
      ],
      digitalTopOne: 1451.0 / 1500
    ).table
    #expect(table.rows[0][5] == "0.00")
    // 51 of 1500 images.
    #expect(table.rows[1][5] == "3.40")
    #expect(table.rows[1][4] == "[92.00, 94.50]")
  }

  @Test func `a check outside its tolerance is counted in the caption`() {
    let table = VerificationTable(rows: [
      .init(name: "a", measured: 1e-9, tolerance: 1e-6, holds: true),
      .init(name: "b", measured: 1e-2, tolerance: 1e-6, holds: false),
    ]).table
    #expect(table.caption == "1 of 2 checks do not hold.")
    #expect(table.rows[1][3] == .verdict(false, "does not hold"))
  }

  @Test func `a name breaks neither the row nor the column of a Markdown table`() {
    let table = MarkdownTable(
      columns: [("layer", .left), ("error", .right)],
      rows: [["a\nb|c\u{1B}[2J", "1 %"], ["\r\u{2028}d", "2 %"]])
    let lines = table.text.split(whereSeparator: \.isNewline)
    #expect(lines.count == 4)
    #expect(lines[2].hasPrefix("| a\\nb\\|c\\u{1B}[2J |") && lines[3].contains("\\r\\u{2028}d"))
  }
}
