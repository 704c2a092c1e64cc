internal import Configuration
internal import Foundation
internal import Subprocess

/// The plotting program gnuplot, run as a child process.
public struct Gnuplot: Sendable {
  private let program: String

  /// Uses a gnuplot.
  ///
  /// - Parameter program: The name of the program, looked for on the `PATH`.
  public init(program: String = "gnuplot") {
    self.program = program
  }

  /// Draws a figure as SVG that can stand inside an HTML page.
  ///
  /// - Parameters:
  ///   - script: gnuplot commands with their data.
  ///   - name: Letters, digits and underscores, different for each figure of a page: SVG
  ///     identifiers are shared by a page.
  ///   - title: What the drawing says of itself to those who do not see it; nil for its name.
  ///   - background: The color behind the drawing; nil for that of the page it stands in.
  /// - Returns: One `svg` element.
  /// - Throws: `UnavailableError` if gnuplot is missing or refuses the script.
  public func draw(
    _ script: String, name: String, title: String? = nil, background: String? = nil
  ) async throws -> HTML {
    precondition(
      name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") },
      "\(name) is no SVG identifier that gnuplot accepts")
    // `dynamic` leaves width and height to the page; `noenhanced` keeps underscores in names.
    let color = background.map { "background '\($0)'" } ?? ""
    let terminal = """
      set terminal svg size 560,420 dynamic noenhanced name "\(name)" font "sans-serif,13" \(color)
      set encoding utf8
      set border 3 lc rgb "#5b6876"
      set tics nomirror
      set grid lc rgb "#e4e8ed" lt 1 lw 1

      """
    let output: (isSuccess: Bool, drawing: String, complaint: String)
    do {
      // `-d` ignores the user's own start-up files, so that a page looks the same for everybody.
      let result = try await run(
        .name(program), arguments: ["-d", "-"],
        environment: .inherit.updating(["LC_ALL": "C.UTF-8"]),
        input: .string(terminal + script + "\n"), output: .string(limit: 32 << 20),
        error: .string(limit: 1 << 20))
      output = (
        result.terminationStatus.isSuccess, result.standardOutput, result.standardError
      )
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw UnavailableError(
        program, reason: "not found on the PATH; figures need it: apt-get install gnuplot-nox")
    } catch let error as SubprocessError {
      throw UnavailableError(program, reason: "\(error)")
    }
    guard output.isSuccess, let start = output.drawing.range(of: "<svg") else {
      throw UnavailableError(
        program, reason: "drew nothing: \(output.complaint.suffix(400))")
    }
    let drawing = separated(String(output.drawing[start.lowerBound...]), name: name)
    guard let title else { return .trusted(drawing) }
    return .trusted(
      drawing.replacing(
        "<title>\(name)</title>", with: HTML.element("title", [:], .text(title)).source))
  }

  /// Gives the drawing's identifiers a prefix of its own.
  ///
  /// gnuplot names its point symbols and filters alike in every file; inside one page the second
  /// figure would use the first one's.
  private func separated(_ drawing: String, name: String) -> String {
    var result = drawing
    for identifier in ["gpDot", "gpPt", "gnuplot_canvas", "textbox", "greybox"] {
      for opening in ["id='", "id=\"", "href='#", "url(#"] {
        result = result.replacing(opening + identifier, with: "\(opening)\(name)-\(identifier)")
      }
    }
    return result
  }
}
